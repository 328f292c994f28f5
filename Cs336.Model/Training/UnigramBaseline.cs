using Cs336.Model.Data;

namespace Cs336.Model.Training;

/// <summary>What a model must beat to have learned anything beyond how frequent each token is.</summary>
public static class UnigramBaseline
{
    /// <summary>The most tokens that are counted: a hundred million, a fraction of a second.</summary>
    public const long MostCounted = 100_000_000;

    /// <summary>
    /// The cross-entropy of the held-out tokens under the training tokens' frequencies, in nats per token, with half a count added
    /// to every id (Krichevsky and Trofimov 1981): <c>−mean log((count + ½) / (N + ½ V))</c>.
    /// </summary>
    /// <param name="training">Tokens to count; of more than <see cref="MostCounted"/>, the first, so that a run begins at once.</param>
    /// <param name="heldOut">Tokens to predict, at least one; the same holds for them.</param>
    /// <param name="vocabSize">Number of ids, <c>V</c>.</param>
    /// <exception cref="InvalidDataException">An id is outside the vocabulary.</exception>
    public static double Of(TokenSequence training, TokenSequence heldOut, int vocabSize)
    {
        training = training.Slice(0, Math.Min(training.Count, MostCounted));
        heldOut = heldOut.Slice(0, Math.Min(heldOut.Count, MostCounted));
        var counts = Count(training, vocabSize);
        var total = Math.Log(training.Count + 0.5 * vocabSize);
        var heldOutCounts = Count(heldOut, vocabSize);
        var nats = 0.0;
        for (var id = 0; id < vocabSize; id++)
            nats += heldOutCounts[id] * (total - Math.Log(counts[id] + 0.5));
        return nats / heldOut.Count;
    }

    private static long[] Count(TokenSequence tokens, int vocabSize)
    {
        var counts = new long[vocabSize];
        var window = new long[1 << 16];
        for (long start = 0; start < tokens.Count; start += window.Length)
        {
            var ids = window.AsSpan(0, (int)Math.Min(window.Length, tokens.Count - start));
            tokens.CopyTo(start, ids);
            tokens.RequireIdsBelow(vocabSize, ids, start);
            foreach (var id in ids)
                counts[id]++;
        }
        return counts;
    }
}
