namespace Cs336.Model.Sampling;

/// <summary>How a text is continued.</summary>
public sealed record ContinuationOptions
{
    /// <summary>The most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Flattens (above 1) or sharpens (below 1) the distribution; 0 takes the most probable token each time.</summary>
    public double Temperature { get; init; } = 0.8;

    /// <summary>The mass of the most probable tokens to draw from, in (0, 1].</summary>
    public double TopP { get; init; } = 0.95;

    /// <summary>Decides the draws.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>An id that ends the text and is not part of the continuation, or null.</summary>
    public int? StopId { get; init; }
}
