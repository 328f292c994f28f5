using Cs336.Model;
using Cs336.Model.Data;
using Cs336.Tokenizer;
using Cs336.Train.Configuration;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Training;

/// <summary>Which vocabulary a token file has, and whether everything that should agree on it does.</summary>
internal static class VocabularyCheck
{
    /// <summary>What is known of the vocabulary of a run's data.</summary>
    /// <param name="Size">Number of ids.</param>
    /// <param name="TokenizerDirectory">Where the tokenizer lies, if that is known.</param>
    /// <param name="TokenizerSha256">Its fingerprint, if that is known.</param>
    public sealed record Vocabulary(int Size, string? TokenizerDirectory, string? TokenizerSha256);

    /// <summary>Collects it from the token files' descriptions, a tokenizer, or a number, and refuses any contradiction.</summary>
    /// <param name="config">Names the token files.</param>
    /// <param name="tokenizerDirectory">The tokenizer named on the command line, or null.</param>
    /// <param name="vocabSize">The number that was stated, or null.</param>
    /// <exception cref="IOException">A token file is missing.</exception>
    /// <exception cref="InvalidDataException">It is no token file.</exception>
    /// <exception cref="ConfigurationException">Nothing is known of a vocabulary, or two sources differ.</exception>
    public static Vocabulary Of(RunConfig config, string? tokenizerDirectory, int? vocabSize)
    {
        var vocabularies = config.Data
            .Select(source => (source.Path, Vocabulary: Of(source.Path, (int)config.BinDtype, tokenizerDirectory, vocabSize)))
            .ToList();
        var (firstPath, first) = vocabularies[0];
        foreach (var (path, other) in vocabularies)
        {
            if (other.Size != first.Size)
                throw new ConfigurationException($"{path}: expected the {first.Size} ids of {firstPath}; found {other.Size}.");
            if (other.TokenizerSha256 != first.TokenizerSha256)
                throw new ConfigurationException($"{path}: expected the tokenizer that encoded {firstPath}; found another.");
        }
        return first;
    }

    private static Vocabulary Of(string data, int rawBytesPerId, string? tokenizerDirectory, int? vocabSize)
    {
        // First of all, so that a file that is missing is not said to lack a description.
        TokenFile.Open(data, rawBytesPerId).Dispose();
        var info = TokenFileInfo.Find(data);
        if (tokenizerDirectory is null && info is not null)
        {
            var beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(data))!, info.TokenizerPath));
            if (Directory.Exists(beside) && Fingerprint.OfTokenizer(beside) == info.TokenizerSha256)
                tokenizerDirectory = beside;
        }
        var fingerprint = tokenizerDirectory is null ? info?.TokenizerSha256 : Fingerprint.OfTokenizer(tokenizerDirectory);
        if (info is not null && fingerprint != info.TokenizerSha256)
            throw new ConfigurationException(
                $"{tokenizerDirectory}: this tokenizer did not encode {data}; "
                + $"its SHA-256 is not the one in {TokenFileInfo.PathFor(data)}.");
        var size = info?.VocabSize
            ?? vocabSize
            ?? (tokenizerDirectory is null ? null : BpeTokenizer.Load(tokenizerDirectory).VocabularySize);
        if (size is null)
            throw new ConfigurationException(
                $"{data}: its vocabulary is unknown, since there is no {TokenFileInfo.PathFor(data)}; "
                + $"expected --tokenizer or --vocab-size.");
        if (vocabSize is { } asked && asked != size)
            throw new ConfigurationException($"--vocab-size: {data} was encoded with {size} ids; found {asked}.");
        return new(size.Value, tokenizerDirectory, fingerprint);
    }
}
