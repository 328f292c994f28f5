namespace Cs336.Model.Data;

/// <summary>Reads the windows of a batch, wherever in one or several sequences they begin.</summary>
internal sealed class WindowReader
{
    private readonly IReadOnlyList<WeightedTokens> sources;
    private readonly int? vocabSize;

    /// <exception cref="ConfigurationException">A size is not positive, or a sequence is too short.</exception>
    public WindowReader(IReadOnlyList<WeightedTokens> sources, int batchSize, int contextLength, int? vocabSize)
    {
        if (batchSize < 1)
            throw new ConfigurationException($"batch size must be positive; found {batchSize}.");
        if (contextLength < 1)
            throw new ConfigurationException($"context length must be positive; found {contextLength}.");
        if (sources.Count == 0)
            throw new ConfigurationException("There is no training data; expected at least one sequence of tokens.");
        foreach (var (tokens, _) in sources)
            tokens.RequireWindow(contextLength);
        (this.sources, BatchSize, ContextLength, this.vocabSize) = (sources, batchSize, contextLength, vocabSize);
    }

    public int BatchSize { get; }

    public int ContextLength { get; }

    /// <summary>The number of places in a sequence where a window and its last target fit.</summary>
    public long Starts(int source) => sources[source].Tokens.Count - ContextLength;

    /// <summary>The windows of a batch, row by row, <c>[batch, seq + 1]</c>.</summary>
    /// <param name="placeOf">The sequence and the start of a row.</param>
    public long[] Read(Func<int, (int Source, long Start)> placeOf)
    {
        var window = ContextLength + 1;
        var ids = new long[BatchSize * window];
        for (var row = 0; row < BatchSize; row++)
        {
            var (source, start) = placeOf(row);
            var tokens = sources[source].Tokens;
            var read = ids.AsSpan(row * window, window);
            tokens.CopyTo(start, read);
            if (vocabSize is { } size)
                tokens.RequireIdsBelow(size, read, start);
        }
        return ids;
    }
}
