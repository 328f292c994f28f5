namespace Cs336.Model.Data;

/// <summary>Draws training batches at random places of a token sequence, with replacement (assignment §5.1).</summary>
/// <remarks>
/// The batch of a step is a function of the seed and the step alone: nothing is carried from one step to the next, so a resumed
/// run draws what an uninterrupted one would have drawn.
/// </remarks>
public sealed class BatchSampler : IBatchSource
{
    private readonly TokenSequence tokens;
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
        (this.tokens, BatchSize, ContextLength, this.seed) = (tokens, batchSize, contextLength, seed);
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int ContextLength { get; }

    /// <summary>The ids of a step. Every start from 0 to <c>count − context − 1</c> is equally likely.</summary>
    /// <param name="step">The step, from 0.</param>
    public long[] IdsAt(long step)
    {
        var window = ContextLength + 1;
        var ids = new long[BatchSize * window];
        for (var row = 0; row < BatchSize; row++)
        {
            var start = RandomBits.BelowAt(seed, step * BatchSize + row, tokens.Count - ContextLength);
            tokens.CopyTo(start, ids.AsSpan(row * window, window));
        }
        return ids;
    }
}
