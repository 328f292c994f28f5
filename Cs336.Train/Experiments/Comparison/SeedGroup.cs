using static System.FormattableString;

namespace Cs336.Train.Experiments.Comparison;

/// <summary>Which of two trainings the literature expects to end with the higher loss.</summary>
/// <param name="VariantIsWorse">Whether it is the variant.</param>
/// <param name="Sentence">What is expected, in a sentence.</param>
internal sealed record Expectation(bool VariantIsWorse, string Sentence);

/// <summary>Trainings that differ in their seed alone: their spread is what chance does.</summary>
/// <param name="Label">What they are called in a sentence.</param>
/// <param name="Runs">Those that are recorded.</param>
internal sealed record SeedGroup(string Label, IReadOnlyList<ComparedRun> Runs)
{
    private IReadOnlyList<double> Losses => [.. Runs.Select(run => run.Loss).OfType<double>()];

    /// <summary>The mean of their lowest validation losses, in nats per token; null where none did not diverge.</summary>
    public double? Mean => Losses.Count == 0 ? null : Losses.Average();

    /// <summary>The largest difference between two of them; null where there is only one.</summary>
    public double? Spread => Losses.Count < 2 ? null : Losses.Max() - Losses.Min();

    /// <summary>The mean for a line that has little room.</summary>
    public string Short => Runs.Any(run => run.Diverged) ? "diverged" : RunComparison.Number(Mean);

    /// <summary>How a variant compares with this one, and whether chance may be all there is to it; null where too little is recorded.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="expected">What the literature says.</param>
    public string? Compare(SeedGroup variant, Expectation expected)
    {
        if (variant.Runs.Count == 0 || Mean is not { } mean)
            return null;
        if (variant.Runs.Count(run => run.Diverged) is > 0 and var diverged)
        {
            var agrees = expected.VariantIsWorse ? "agrees with what the literature expects" : "is not what the literature expects";
            return Invariant($"{Capital(variant.Label)} diverged with {diverged} of {variant.Runs.Count} seeds, where {Label} ended at {mean:F3}. ")
                + $"That {agrees}: {expected.Sentence}";
        }
        var difference = variant.Mean!.Value - mean;
        var sentence = Invariant($"{Capital(variant.Label)} ends at {variant.Mean:F3} nats per token ({Seeds(variant)}), {Label} at {mean:F3} ({Seeds(this)}): ")
            + Invariant($"{Math.Abs(difference):F3} {(difference > 0 ? "higher" : "lower")}.");
        if (Chance(variant) is not { } chance)
            return $"{sentence} Without a second seed of either, nothing says how much of that is chance.";
        var visible = Math.Abs(difference) > chance;
        var verdict = (visible, difference > 0 == expected.VariantIsWorse) switch
        {
            (true, true) => "so the difference is visible, and in the direction that the literature expects",
            (true, false) => "so the difference is visible, but in the other direction than the literature expects",
            (false, _) => "so at this scale no difference is visible where the literature expects one",
        };
        return Invariant($"{sentence} Seeds alone move a loss by up to {chance:F3}, {verdict}: {expected.Sentence}");
    }

    /// <summary>The larger of two spreads.</summary>
    public double? Chance(SeedGroup other) =>
        Spread is null && other.Spread is null ? null : Math.Max(Spread ?? 0, other.Spread ?? 0);

    private static string Seeds(SeedGroup group) => group.Losses.Count == 1
        ? "one seed"
        : Invariant($"mean of {group.Losses.Count} seeds, {group.Spread:F3} apart");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
