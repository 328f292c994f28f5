using Cs336.Train.Files;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 tokenizer convert</c></summary>
internal static class TokenizerConvertCommand
{
    public static void Run(TokenizerConvertOptions options)
    {
        var tokenizer = TokenizerSource.Open(options.Tokenizer, options.SpecialTokens);
        if (options.Out.EndsWith(".json", StringComparison.Ordinal))
        {
            OutputPath.PrepareFile(options.Out, TokenizerSource.FilesOf(options.Tokenizer));
            tokenizer.SaveHuggingFace(options.Out);
        }
        else if (options.Out.EndsWith(".tiktoken", StringComparison.Ordinal))
        {
            OutputPath.PrepareFile(options.Out, TokenizerSource.FilesOf(options.Tokenizer));
            tokenizer.SaveTiktoken(options.Out);
        }
        else
        {
            OutputPath.RequireDirectory(options.Out);
            tokenizer.Save(options.Out);
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{options.Out}: {tokenizer.Vocabulary.Count:N0} tokens, {tokenizer.Merges.Count:N0} merges, {tokenizer.SpecialTokens.Count:N0} special."));
    }
}
