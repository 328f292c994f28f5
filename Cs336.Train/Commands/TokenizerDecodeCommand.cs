using Cs336.Model.Data;
using Cs336.Model.State;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 tokenizer decode</c></summary>
internal static class TokenizerDecodeCommand
{
    private const int IdsAtOnce = 1 << 16;

    public static void Run(TokenizerDecodeOptions options, CancellationToken cancellation)
    {
        var tokenizer = BpeTokenizer.Load(options.Tokenizer);
        using var ids = TokenFile.Open(options.Input);
        ids.RequireIdsBelow(tokenizer.VocabularySize);
        if (options.Out is null)
        {
            using var output = StandardOutput.Open();
            Decode(tokenizer, ids, output, cancellation);
        }
        else
        {
            OutputPath.PrepareFile(
                options.Out, [options.Input, TokenFileInfo.PathFor(options.Input), .. TokenizerSource.FilesOf(options.Tokenizer)]);
            AtomicFile.Write(options.Out, file => Decode(tokenizer, ids, file, cancellation));
        }
    }

    /// <summary>Writes bytes, not characters: a file that was no valid UTF-8 comes back as it was.</summary>
    private static void Decode(BpeTokenizer tokenizer, TokenFile ids, Stream output, CancellationToken cancellation)
    {
        var window = new long[IdsAtOnce];
        for (long start = 0; start < ids.Count; start += IdsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = window.AsSpan(0, (int)Math.Min(IdsAtOnce, ids.Count - start));
            ids.CopyTo(start, part);
            output.Write(BytesOf(tokenizer, Array.ConvertAll(part.ToArray(), id => (int)id), ids, start));
        }
    }

    private static byte[] BytesOf(BpeTokenizer tokenizer, int[] window, TokenFile ids, long start)
    {
        try
        {
            return tokenizer.DecodeBytes(window);
        }
        // Below the greatest id there may be gaps.
        catch (TokenizerException error) when (Array.FindIndex(window, id => !tokenizer.Vocabulary.ContainsKey(id)) is >= 0 and var at)
        {
            throw new InvalidDataException($"{ids}: id {window[at]} at index {start + at} is not in the vocabulary.", error);
        }
    }
}
