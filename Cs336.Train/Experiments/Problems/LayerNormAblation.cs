using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>layer_norm_ablation</c> (assignment §7.3).</summary>
internal sealed class LayerNormAblation : Experiment
{
    /// <summary>How much lower the lower rates are.</summary>
    private static readonly int[] Divisors = [3, 10];

    /// <summary>A rise of the training loss that is so many times that of the baseline is a spike.</summary>
    private const int SpikeRatio = 3;

    private static readonly TrainingRun WithoutNorm = StandardRuns.OnStories("no-norm", ("training.model.norm", "none"));

    public override string Name => "layer_norm_ablation";

    public override string Title => "Ablation: no RMSNorm";

    public override string Question => """
        Remove every RMSNorm and train at the learning rate that was best. What happens? Can a lower rate make training stable?
        """;

    public override string Measured => "The validation loss of a model without any norm, at the baseline's learning rate and at lower ones.";

    public override string Judged => "Training is unstable if it diverges or has spikes; a lower rate helps if the loss then ends lower.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
        [StandardRuns.Baseline, StandardRuns.BaselineSeed2, WithoutNorm, .. LowerRates(scale)];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        var comparison = RunComparison.Of(
            section, recorded,
            [
                (StandardRuns.Baseline, "with RMSNorm"),
                (StandardRuns.BaselineSeed2, "with RMSNorm, seed 2"),
                (WithoutNorm, "without, same rate"),
                .. LowerRates(recorded.Scale).Zip(Divisors, (run, divisor) => (run, $"without, rate / {divisor}")),
            ]);
        comparison.Describe("the norms and the learning rate");
        comparison.Table(
            "With and without RMSNorm", "model",
            ("learning rate", run => Invariant($"{run.Result.Config.LearningRate:0.######}")),
            ("largest rise of the training loss", RunComparison.Rise));
        comparison.Figures("With and without RMSNorm");
        Conclude(section, comparison, recorded.Scale);
    }

    private static void Conclude(Section section, RunComparison comparison, Scale scale)
    {
        var with = comparison.Group("the model with norms", StandardRuns.Baseline, StandardRuns.BaselineSeed2);
        var without = comparison.Group("the model without any norm", WithoutNorm);
        if (with.Compare(without, new(VariantIsWorse: true, "without norms, activations and gradients are free to grow, and training is less stable.")) is { } same)
            section.Text($"At the same rate: {same}");
        if (Spikes(comparison) is { } spikes)
            section.Text(spikes);
        var lower = LowerRates(scale).Select(comparison.Of).OfType<ComparedRun>().Where(run => run.Loss is not null).ToList();
        if (lower.MinBy(run => run.Loss) is not { } best || comparison.Of(WithoutNorm) is not { } first)
            return;
        section.Conclude(Invariant($"with norms {RunComparison.Number(with.Mean)}, without {(first.Diverged ? "diverged" : RunComparison.Number(first.Loss))}, ")
            + Invariant($"without at the best lower rate {best.Loss:F4} nats per token"));
        var rate = Invariant($"{best.Result.Config.LearningRate:0.######}");
        var chance = with.Spread ?? 0;
        section.Text((first.Loss, first.Loss - best.Loss) switch
        {
            (null, _) => Invariant($"A lower rate makes training stable: at {rate} it ends at {best.Loss:F3}"),
            (_, var gain) when gain > chance =>
                Invariant($"A lower rate helps: at {rate} the loss without norms ends at {best.Loss:F3}, {gain:F3} lower than at the baseline's rate"),
            (_, var gain) when gain < -chance =>
                Invariant($"A lower rate is no help here: of the lower ones {rate} is the best, and its {best.Loss:F3} is {-gain:F3} higher than at the baseline's rate"),
            _ => Invariant($"A lower rate changes little: at {rate} the loss ends at {best.Loss:F3}, no further away than two seeds are"),
        } + (with.Mean is { } mean ? Invariant($", {Math.Abs(best.Loss!.Value - mean):F3} {(best.Loss > mean ? "above" : "below")} the model with norms.") : "."));
    }

    /// <summary>Whether training without norms was unstable although it did not diverge.</summary>
    private static string? Spikes(RunComparison comparison)
    {
        var rises = comparison.Runs.Where(run => run.LargestRise is not null)
            .ToLookup(run => run.Run.Name.StartsWith(WithoutNorm.Name, StringComparison.Ordinal));
        if (!rises[true].Any() || !rises[false].Any())
            return null;
        var usual = rises[false].Max(run => run.LargestRise)!.Value;
        var each = string.Join(", ", rises[true].Select(run => Invariant($"{run.LargestRise:G3} at a rate of {run.Result.Config.LearningRate:0.######}")));
        var spiky = rises[true].Count(run => run.LargestRise > SpikeRatio * usual);
        return Invariant($"The loss of a batch rose above the lowest before it by at most {usual:G3} nats with norms; without them by {each}. ")
            + (spiky == 0 ? "None of that is a spike." : Invariant($"More than {SpikeRatio} times the former counts as a spike here: {spiky} of {rises[true].Count()} trainings without norms had some."));
    }

    private static IEnumerable<TrainingRun> LowerRates(Scale scale) => Divisors.Select(divisor => StandardRuns.OnStories(
        $"no-norm-rate-by-{divisor}", ("training.model.norm", "none"), ("training.learningRate", Recipe.Of(scale).LearningRate / divisor)));
}
