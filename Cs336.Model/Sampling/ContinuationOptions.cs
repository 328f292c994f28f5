namespace Cs336.Model.Sampling;

/// <summary>What happens when a text has filled the model's context.</summary>
public enum OverflowPolicy
{
    /// <summary>The text ends.</summary>
    Stop,

    /// <summary>
    /// The model goes on from the last ⌊context / 2⌋ tokens (at least one), which get the positions 0, 1, …, as if they were the prompt.
    /// </summary>
    Slide,
}

/// <summary>
/// How a text is continued. The settings act on the logits in this order: minimum of tokens, repetition penalty, temperature, top-k,
/// top-p, min-p; what is left is renormalised and drawn from.
/// </summary>
public sealed record ContinuationOptions
{
    /// <summary>The most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>The stop id cannot be drawn before so many tokens.</summary>
    public int MinTokens { get; init; }

    /// <summary>
    /// Makes every token that the text holds already, prompt included, less likely: a positive logit is divided by it, a negative one
    /// multiplied (Keskar et al. 2019, §4.1); 1 changes nothing.
    /// </summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Flattens (above 1) or sharpens (below 1) the distribution; 0 takes the most probable token each time.</summary>
    public double Temperature { get; init; } = 0.8;

    /// <summary>How many of the most probable tokens to draw from; null: all.</summary>
    public int? TopK { get; init; }

    /// <summary>The mass of the most probable tokens to draw from, in (0, 1].</summary>
    public double TopP { get; init; } = 0.95;

    /// <summary>Tokens are drawn that are at least so many times as probable as the most probable one, in [0, 1]; 0 keeps all.</summary>
    public double MinP { get; init; }

    /// <summary>Decides the draws.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>An id that ends the text and is not part of the continuation, or null.</summary>
    public int? StopId { get; init; }

    /// <summary>What happens at the end of the context.</summary>
    public OverflowPolicy OnOverflow { get; init; } = OverflowPolicy.Stop;

    /// <summary>How the logits are computed.</summary>
    public DecoderKind Decoder { get; init; } = DecoderKind.Automatic;

    /// <summary>How many candidates every <see cref="Draw"/> names; 0: none.</summary>
    public int Candidates { get; init; }

    /// <summary>These options, if every one is in its range.</summary>
    /// <exception cref="ConfigurationException">One is not.</exception>
    public ContinuationOptions Validated()
    {
        Require(MaxTokens >= 0, "max tokens", "at least 0", MaxTokens);
        Require(MinTokens >= 0, "min tokens", "at least 0", MinTokens);
        Require(MinTokens <= MaxTokens, "min tokens", $"at most max tokens, {MaxTokens}", MinTokens);
        Require(RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), "repetition penalty", "positive", RepetitionPenalty);
        Require(Temperature >= 0 && double.IsFinite(Temperature), "temperature", "at least 0", Temperature);
        Require(TopK is null or >= 1, "top-k", "at least 1", TopK ?? 1);
        Require(TopP is > 0 and <= 1, "top-p", "above 0 and at most 1", TopP);
        Require(MinP is >= 0 and <= 1, "min-p", "at least 0 and at most 1", MinP);
        Require(Candidates >= 0, "candidates", "at least 0", Candidates);
        Require(Enum.IsDefined(OnOverflow), "overflow policy", "stop or slide", (double)OnOverflow);
        return this;
    }

    private static void Require(bool holds, string name, string expected, double found)
    {
        if (!holds)
            throw new ConfigurationException(FormattableString.Invariant($"{name} must be {expected}; found {found}."));
    }
}
