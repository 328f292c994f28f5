using static TorchSharp.torch;

namespace Cs336.Model.Data;

/// <summary>Draws training batches at random places of a token sequence, with replacement (assignment §5.1).</summary>
/// <remarks>
/// The batch of a step is a function of the seed and the step alone: nothing is carried from one step to the next, so a resumed
/// run draws what an uninterrupted one would have drawn.
/// </remarks>
public sealed class BatchSampler
{
    private readonly TokenSequence tokens;
    private readonly int batchSize;
    private readonly int contextLength;
    private readonly long seed;

    /// <summary>A sampler over <paramref name="tokens"/>.</summary>
    /// <param name="tokens">Where windows are cut from.</param>
    /// <param name="batchSize">Windows per batch.</param>
    /// <param name="contextLength">Length of a window, in tokens.</param>
    /// <param name="seed">Decides which windows.</param>
    /// <exception cref="ConfigurationException">
    /// A size is not positive, or the sequence is shorter than a window and its last target.
    /// </exception>
    public BatchSampler(TokenSequence tokens, int batchSize, int contextLength, long seed)
    {
        if (batchSize < 1 || contextLength < 1)
            throw new ConfigurationException($"Batches need at least one window of one token; found {batchSize} of {contextLength}.");
        if (tokens.Count < contextLength + 1L)
        {
            throw new ConfigurationException(
                $"The training data hold {tokens.Count} tokens; a context length of {contextLength} needs at least {contextLength + 1L}.");
        }
        (this.tokens, this.batchSize, this.contextLength, this.seed) = (tokens, batchSize, contextLength, seed);
    }

    /// <summary>The batch of a step. Every start from 0 to <c>count − context − 1</c> is equally likely.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="device">Where the batch is needed.</param>
    public TokenBatch At(long step, Device device)
    {
        var windows = new long[batchSize][];
        for (var row = 0; row < batchSize; row++)
        {
            windows[row] = new long[contextLength + 1];
            tokens.CopyTo(RandomBits.BelowAt(seed, step * batchSize + row, tokens.Count - contextLength), windows[row]);
        }
        return TokenBatch.Of(windows, device);
    }
}
