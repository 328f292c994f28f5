using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>One variant of the model against the baseline, with two seeds each.</summary>
internal abstract class VariantAblation : Experiment
{
    public override string Measured => $"The validation losses of {VariantLabel} and of {BaselineLabel}, with two seeds each.";

    public override string Judged =>
        "A difference is called visible where the means of two seeds are further apart than the two seeds of either.";

    /// <summary>The variant.</summary>
    protected abstract TrainingRun Variant(Scale scale);

    /// <summary>What the variant is called.</summary>
    protected abstract string VariantLabel { get; }

    /// <summary>What the baseline is called.</summary>
    protected abstract string BaselineLabel { get; }

    /// <summary>What differs, in words.</summary>
    protected abstract string Difference { get; }

    /// <summary>What the literature says.</summary>
    protected abstract Expectation Expected { get; }

    public sealed override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
        [StandardRuns.Baseline, StandardRuns.BaselineSeed2, Variant(scale), StandardRuns.Seed2(Variant(scale))];

    public sealed override void Answer(Section section, RecordedExperiment recorded)
    {
        var variant = Variant(recorded.Scale);
        var second = StandardRuns.Seed2(variant);
        var comparison = RunComparison.Of(
            section, recorded,
            (StandardRuns.Baseline, BaselineLabel), (StandardRuns.BaselineSeed2, $"{BaselineLabel}, seed 2"),
            (variant, VariantLabel), (second, $"{VariantLabel}, seed 2"));
        comparison.Describe(Difference);
        comparison.Table(
            Title, "model",
            ("parameters", run => Invariant($"{run.Result.Parameters:N0}")),
            ("tokens per second", run => Invariant($"{run.TokensPerSecond:N0}")),
            ("largest rise of the training loss", RunComparison.Rise));
        comparison.Figures(Title);
        var baselines = comparison.Group(BaselineLabel, StandardRuns.Baseline, StandardRuns.BaselineSeed2);
        var variants = comparison.Group(VariantLabel, variant, second);
        if (baselines.Compare(variants, Expected) is not { } verdict)
            return;
        section.Conclude($"{VariantLabel} {variants.Short}, {BaselineLabel} {baselines.Short}; chance: {RunComparison.Number(baselines.Chance(variants))}");
        section.Text(verdict);
    }
}
