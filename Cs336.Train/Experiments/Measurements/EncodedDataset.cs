using Cs336.Model.Data;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>A text as a token file.</summary>
/// <param name="Name">Which text.</param>
/// <param name="VocabSize">The size of the tokenizer's vocabulary.</param>
/// <param name="SourceBytes">The length of the text.</param>
/// <param name="Documents">Its documents.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="FileBytes">The length of the token file.</param>
/// <param name="BytesPerId">The width of an id in it.</param>
/// <param name="LargestId">The largest id in it.</param>
internal sealed record EncodedDataset(
    string Name, int VocabSize, long SourceBytes, long Documents, long Tokens, long FileBytes, int BytesPerId, long LargestId)
{
    private const int ReadAtOnce = 1 << 20;

    /// <summary>Encodes a text, and looks at what was written, which is removed again.</summary>
    /// <param name="name">What to call the text.</param>
    /// <param name="tokenizer">The tokenizer's directory.</param>
    /// <param name="text">The text.</param>
    /// <param name="scratch">A folder to write into.</param>
    /// <param name="quiet">Shows no progress.</param>
    /// <param name="cancellation">Ends the encoding.</param>
    public static EncodedDataset Of(
        string name, string tokenizer, string text, string scratch, bool quiet, CancellationToken cancellation)
    {
        var path = Path.Combine(scratch, $"{name}.npy");
        var info = CorpusEncoding.Run(new TokenizerEncodeOptions(tokenizer, [text], path, null, quiet), cancellation);
        EncodedDataset dataset;
        using (var file = TokenFile.Open(path))
        {
            dataset = new(
                name, info.VocabSize, info.SourceBytes, info.Documents, info.Tokens, new FileInfo(path).Length, file.BytesPerId,
                LargestOf(file));
        }
        File.Delete(path);
        return dataset;
    }

    private static long LargestOf(TokenFile file)
    {
        var largest = 0L;
        var buffer = new long[ReadAtOnce];
        for (var start = 0L; start < file.Count; start += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Count - start));
            file.CopyTo(start, part);
            foreach (var id in part)
                largest = Math.Max(largest, id);
        }
        return largest;
    }
}

/// <summary>The texts of a corpus as token files.</summary>
/// <param name="Datasets">Training and validation.</param>
internal sealed record EncodedCorpus(IReadOnlyList<EncodedDataset> Datasets)
{
    /// <summary>Encodes texts of a corpus.</summary>
    /// <param name="tokenizer">The tokenizer's directory.</param>
    /// <param name="texts">What to call them, and where they lie.</param>
    /// <param name="scratch">A folder to write into.</param>
    /// <param name="quiet">Shows no progress.</param>
    /// <param name="cancellation">Ends the encoding.</param>
    public static EncodedCorpus Of(
        string tokenizer, IReadOnlyList<(string Name, string Path)> texts, string scratch, bool quiet, CancellationToken cancellation) =>
        new([.. texts.Select(text => EncodedDataset.Of(text.Name, tokenizer, text.Path, scratch, quiet, cancellation))]);
}
