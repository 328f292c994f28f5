namespace Cs336.Model.Data;

/// <summary>
/// Goes through windows side by side, each once an epoch, in an order of its own each time: sampling without replacement.
/// </summary>
/// <remarks>
/// The batch of a step is a function of the seed and the step alone, as with <see cref="BatchSampler"/>: the order is a permutation that
/// is computed place by place, so that no list of windows is kept and nothing needs saving.
/// </remarks>
public sealed class EpochSampler : IBatchSource
{
    private readonly WindowReader reader;
    private readonly long[] firstOf;
    private readonly long seed;

    /// <summary>A sampler over the windows of several sequences together.</summary>
    /// <param name="sources">What to go through, each at least one window and its last target; weights have no place here.</param>
    /// <param name="batchSize">Windows per batch.</param>
    /// <param name="contextLength">Inputs per window.</param>
    /// <param name="seed">Decides the order of every epoch.</param>
    /// <param name="vocabSize">Number of ids that a batch may hold; null: any.</param>
    /// <exception cref="ConfigurationException">A size is not positive, a sequence is too short, or one has a weight.</exception>
    public EpochSampler(IReadOnlyList<WeightedTokens> sources, int batchSize, int contextLength, long seed, int? vocabSize = null)
    {
        reader = new(sources, batchSize, contextLength, vocabSize);
        this.seed = seed;
        if (sources.FirstOrDefault(source => source.Weight is not null) is { } weighted)
            throw new ConfigurationException($"{weighted.Tokens}: an epoch takes every window once; expected no weight.");
        var windows = 0L;
        firstOf = [.. sources.Select(source =>
        {
            var first = windows;
            windows += (source.Tokens.Count - 1) / contextLength;
            return first;
        })];
        WindowsPerEpoch = windows;
    }

    /// <inheritdoc/>
    public int BatchSize => reader.BatchSize;

    /// <inheritdoc/>
    public int ContextLength => reader.ContextLength;

    /// <summary>Number of windows; a batch may begin in one epoch and end in the next.</summary>
    public long WindowsPerEpoch { get; }

    /// <inheritdoc/>
    public long[] IdsAt(long step) => reader.Read(row =>
    {
        var (epoch, turn) = Math.DivRem(step * BatchSize + row, WindowsPerEpoch);
        var window = new Permutation(WindowsPerEpoch, (long)RandomBits.At(seed, epoch)).At(turn);
        var source = Array.FindLastIndex(firstOf, first => first <= window);
        return (source, (window - firstOf[source]) * ContextLength);
    });
}
