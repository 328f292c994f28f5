using Cs336.Tokenizer;

namespace Cs336.Adapters;

public static partial class Adapters
{
    /// <summary>A tokenizer of the given vocabulary and merges.</summary>
    /// <param name="vocab">Token bytes by id.</param>
    /// <param name="merges">The merges, lowest rank first.</param>
    /// <param name="specialTokens">Special tokens; one that is missing from the vocabulary gets the next free id.</param>
    /// <exception cref="TokenizerException">The parts do not fit, or a special token is empty or repeated.</exception>
    public static BpeTokenizer GetTokenizer(
        IReadOnlyDictionary<int, byte[]> vocab,
        IReadOnlyList<(byte[] Left, byte[] Right)> merges,
        IReadOnlyList<string>? specialTokens = null) => BpeTokenizer.Create(
        vocab.Select(entry => KeyValuePair.Create(entry.Key, (ReadOnlyMemory<byte>)entry.Value)),
        merges.Select(merge => new Merge(merge.Left, merge.Right)),
        specialTokens ?? []);

    /// <summary>Trains byte-level BPE on a text file.</summary>
    /// <param name="inputPath">A text in UTF-8.</param>
    /// <param name="vocabSize">The most tokens to end up with: special tokens, bytes and merged tokens.</param>
    /// <param name="specialTokens">Tokens that separate documents and are never merged.</param>
    /// <returns>Token bytes by id, and the merges in the order they were learned.</returns>
    /// <exception cref="TokenizerException">The file cannot be read, or the vocabulary is too small.</exception>
    public static (IReadOnlyDictionary<int, byte[]> Vocab, IReadOnlyList<(byte[] Left, byte[] Right)> Merges) RunTrainBpe(
        string inputPath, int vocabSize, IReadOnlyList<string> specialTokens)
    {
        var trained = BpeTrainer.TrainOnFiles([inputPath], new TrainingOptions(vocabSize, specialTokens));
        return (
            trained.Tokens.Index().ToDictionary(token => token.Index, token => token.Item.ToArray()),
            [.. trained.Merges.Select(merge => (merge.Left.ToArray(), merge.Right.ToArray()))]);
    }
}
