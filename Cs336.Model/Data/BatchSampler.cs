namespace Cs336.Model.Data;

/// <summary>Draws training batches at random places of one or several token sequences, with replacement (assignment §5.1).</summary>
/// <remarks>
/// The batch of a step is a function of the seed and the step alone: nothing is carried from one step to the next, so a resumed
/// run draws what an uninterrupted one would have drawn.
/// </remarks>
public sealed class BatchSampler : IBatchSource
{
    /// <summary>Sets the choice of a sequence apart from that of a place in it.</summary>
    private const long ChoiceStream = 0x5EED_0F_C401CE;

    private readonly WindowReader reader;
    private readonly double[] cumulativeWeights;
    private readonly long seed;

    /// <summary>A sampler over <paramref name="tokens"/>.</summary>
    /// <param name="tokens">What to draw from; at least one window and its last target.</param>
    /// <param name="batchSize">Windows per batch.</param>
    /// <param name="contextLength">Inputs per window.</param>
    /// <param name="seed">Decides every batch.</param>
    /// <exception cref="ConfigurationException">A size is not positive, or the sequence is too short.</exception>
    public BatchSampler(TokenSequence tokens, int batchSize, int contextLength, long seed)
        : this([new(tokens)], batchSize, contextLength, seed)
    {
    }

    /// <summary>A sampler over several sequences.</summary>
    /// <param name="sources">What to draw from, each at least one window and its last target.</param>
    /// <param name="batchSize">Windows per batch.</param>
    /// <param name="contextLength">Inputs per window.</param>
    /// <param name="seed">Decides every batch.</param>
    /// <param name="vocabSize">Number of ids that a batch may hold; null: any.</param>
    /// <exception cref="ConfigurationException">A size or a weight is not positive, or a sequence is too short.</exception>
    public BatchSampler(IReadOnlyList<WeightedTokens> sources, int batchSize, int contextLength, long seed, int? vocabSize = null)
    {
        reader = new(sources, batchSize, contextLength, vocabSize);
        this.seed = seed;
        foreach (var (tokens, weight) in sources)
        {
            if (weight is { } given && !(given > 0 && double.IsFinite(given)))
                throw new ConfigurationException(FormattableString.Invariant($"{tokens}: expected a positive weight; found {given}."));
        }
        cumulativeWeights = Accumulate([.. sources.Select(source => source.Weight ?? source.Tokens.Count - contextLength)]);
    }

    /// <inheritdoc/>
    public int BatchSize => reader.BatchSize;

    /// <inheritdoc/>
    public int ContextLength => reader.ContextLength;

    /// <summary>
    /// The ids of a step. Sequences are chosen by their weights; every start from 0 to <c>count − context − 1</c> is equally likely.
    /// </summary>
    /// <param name="step">The step, from 0.</param>
    /// <exception cref="InvalidDataException">An id is outside the vocabulary.</exception>
    public long[] IdsAt(long step) => reader.Read(row =>
    {
        var place = step * BatchSize + row;
        var source = SourceAt(place);
        return (source, RandomBits.BelowAt(seed, place, reader.Starts(source)));
    });

    private int SourceAt(long place)
    {
        if (cumulativeWeights.Length == 1)
            return 0;
        var drawn = RandomBits.UnitAt(seed ^ ChoiceStream, place) * cumulativeWeights[^1];
        var found = Array.BinarySearch(cumulativeWeights, drawn);
        // A weight's share ends just below its cumulated value.
        return Math.Min(found < 0 ? ~found : found + 1, cumulativeWeights.Length - 1);
    }

    private static double[] Accumulate(double[] weights)
    {
        var sum = 0.0;
        return [.. weights.Select(weight => sum += weight)];
    }
}
