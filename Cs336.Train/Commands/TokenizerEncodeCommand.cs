using Cs336.Train.Tokenization;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 tokenizer encode</c></summary>
internal static class TokenizerEncodeCommand
{
    public static void Run(TokenizerEncodeOptions options, CancellationToken cancellation)
    {
        var info = CorpusEncoding.Run(options, cancellation);
        Console.WriteLine(
            FormattableString.Invariant($"{options.Out}: {info.Tokens:N0} tokens of {info.SourceBytes:N0} bytes, ")
            + FormattableString.Invariant($"{(double)info.SourceBytes / info.Tokens:F2} bytes per token, {info.Documents:N0} documents."));
    }
}
