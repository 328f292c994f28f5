using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>learning_rate</c> (assignment §7.2).</summary>
internal sealed class LearningRate : Experiment
{
    /// <summary>The assignment's target for its full run, and for the run of 40 million tokens that it allows where there is no GPU.</summary>
    private static readonly (double MillionTokens, double Loss)[] Targets = [(320, 1.45), (38, 2.0)];

    /// <summary>A rate is near another if it is at most so many times as high.</summary>
    private const double NearEdge = 10;

    public override string Name => "learning_rate";

    public override string Title => "Tuning the learning rate";

    public override string Question => """
        (a) Sweep over learning rates and report the final losses, or that a run diverged: which rates are good, and how was the search done?
        (b) Folk wisdom has it that the best learning rate is at the edge of stability. How is the rate at which runs diverge related to the
        best one? At least one of the runs has to diverge.
        """;

    public override string Measured => "The validation loss of the same training at several learning rates, from too low to diverging.";

    public override string Judged => """
        On TinyStories, a validation loss of at most 1.45 nats per token after 327,680,000 tokens, or of at most 2.0 after 40 million.
        """;

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [.. Sweep(scale).Select(rate => rate.Run), StandardRuns.BaselineSeed2];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        section.Text("""
            The search: rates on a logarithmic grid, finer around the best one, that begins below those that AdamW is usually given and ends where
            training breaks down, each the peak of the same schedule, a warm-up and a cosine down to a tenth of it. The table's largest rise is how far
            the loss of a batch, of those that are recorded, stood above the lowest before it, after the warm-up.
            """);
        var sweep = RunComparison.Of(section, recorded, Sweep(recorded.Scale).Select(rate => (rate.Run, Named(rate.Rate))));
        var seeds = RunComparison.Of(section, recorded, (StandardRuns.BaselineSeed2, "the baseline's rate, seed 2"));
        sweep.Describe("the learning rate");
        sweep.Table(
            "The same training at several learning rates", "learning rate",
            ("largest rise of the training loss", RunComparison.Rise));
        sweep.Figures("Learning rates");
        LossByRate(section, sweep);
        Conclude(section, sweep, seeds);
        Judge(section, sweep);
    }

    /// <summary>Every rate from the lowest up, the baseline's among them.</summary>
    private static IEnumerable<(double Rate, TrainingRun Run)> Sweep(Scale scale)
    {
        var recipe = Recipe.Of(scale);
        return recipe.OtherLearningRates
            .Select(rate => (Rate: rate, Run: StandardRuns.OnStories(Invariant($"learning-rate-{rate:0e-0}"), ("training.learningRate", rate))))
            .Append((Rate: recipe.LearningRate, Run: StandardRuns.Baseline))
            .OrderBy(rate => rate.Rate);
    }

    private static void LossByRate(Section section, RunComparison sweep)
    {
        if (sweep.Ranked.Count < 2)
            return;
        section.Figure(
            "loss-by-rate",
            new LossCurves("Lowest validation loss by learning rate", "learning rate (logarithmic)", "loss (nats per token)")
            {
                XScale = AxisScale.Logarithmic,
                Curves =
                [
                    new("validation", CurveKind.Validation,
                        [.. sweep.Runs.Where(run => run.Loss is not null).Select(run => new CurvePoint(RateOf(run), run.Loss!.Value))]),
                ],
                Reference = new("unigram frequencies", sweep.Runs[0].Result.UnigramLoss),
            },
            "The rates that diverged have no point.",
            sweep.Runs.Select(run => run.Entry));
    }

    private static void Conclude(Section section, RunComparison sweep, RunComparison seeds)
    {
        if (sweep.Ranked is not [var best, ..])
            return;
        var diverged = sweep.Runs.Where(run => run.Diverged).Select(RateOf).ToList();
        section.Conclude(Invariant($"the best rate of {sweep.Runs.Count} is {RateOf(best):0.######}, loss {best.Loss:F3}; ")
            + (diverged.Count == 0 ? "none diverged" : Invariant($"{diverged.Min():0.######} diverged")));
        var sentences = new List<string>
        {
            Invariant($"Of {sweep.Runs.Count} rates the best was {RateOf(best):0.######}, with a validation loss of {best.Loss:F3}."),
        };
        var baseline = sweep.Of(StandardRuns.Baseline);
        if (baseline?.Loss is { } first && seeds.Runs is [{ Loss: { } second }])
        {
            var chance = Math.Abs(first - second);
            var close = sweep.Ranked.Where(run => run.Loss - best.Loss <= chance).ToList();
            sentences.Add(Invariant($"Two seeds at {RateOf(baseline):0.######} end {chance:F3} apart, so that ")
                + (close.Count == 1
                    ? "no other rate is as good."
                    : Invariant($"{string.Join(", ", close.Select(run => Invariant($"{RateOf(run):0.######}")))} cannot be told apart.")));
        }
        section.Text(string.Join(" ", sentences));
        section.Text(EdgeOfStability(sweep, best));
    }

    private static string EdgeOfStability(RunComparison sweep, ComparedRun best)
    {
        var rate = RateOf(best);
        var stable = sweep.Ranked.Max(RateOf);
        if (sweep.Runs.Where(run => run.Diverged).ToList() is not [_, ..] diverged)
            return Invariant($"None of the recorded rates diverged, so that the edge of stability lies above {stable:0.######}.");
        var lowest = diverged.MinBy(RateOf)!;
        var edge = Invariant($"The lowest rate that diverged was {RateOf(lowest):0.######}: {char.ToLowerInvariant(lowest.Result.Divergence![0])}{lowest.Result.Divergence[1..]} ")
            + Invariant($"The highest that did not was {stable:0.######}, so that the edge lies between the two, {stable / rate:0.#} to {RateOf(lowest) / rate:0.#} times the best rate.");
        var above = sweep.Ranked.Where(run => RateOf(run) > rate).OrderBy(RateOf).ToList();
        if (above.Count == 0)
        {
            var near = RateOf(lowest) / rate <= NearEdge;
            return $"{edge} The best rate is the highest of those that did not diverge: " + (near
                ? "it is at the edge of stability, as folk wisdom has it."
                : "that agrees with folk wisdom, but the next rate that was tried is too far away to say how near the edge is.");
        }
        var costs = string.Join(", ", above.Select(run => Invariant($"{run.Loss - best.Loss:F3} nats at {RateOf(run):0.######}")));
        var spikes = above.Prepend(best).Where(run => run.LargestRise is not null)
            .Select(run => Invariant($"{run.LargestRise:G3} at {RateOf(run):0.######}"));
        return $"{edge} Between the best rate and the edge, training does not diverge but gets worse: it costs {costs}. The largest rise of a batch's loss above "
            + $"the lowest before it, a sign of instability, is {string.Join(", ", spikes)} nats. So the best rate is not the highest that survives: with AdamW, "
            + "clipped gradients and norms before every layer, a rate can be far too high without the loss ever leaving all bounds.";
    }

    private static void Judge(Section section, RunComparison sweep)
    {
        if (sweep.Ranked is not [var best, ..])
            return;
        var target = Targets.FirstOrDefault(target => best.Tokens >= target.MillionTokens * 1e6);
        if (best.Entry.Data.Any(data => data.IsStandIn) || target == default)
        {
            section.Text(Invariant($"The assignment's targets, 1.45 after 327,680,000 tokens of TinyStories and 2.0 after 40 million, do not apply to ")
                + Invariant($"{best.Tokens:N0} tokens of {(best.Entry.Data.Any(data => data.IsStandIn) ? "another text" : "TinyStories")}."));
            return;
        }
        section.Text(Invariant($"The target after so many tokens is {target.Loss} nats per token; {best.Loss:F3} {(best.Loss <= target.Loss ? "meets" : "misses")} it."));
    }

    private static double RateOf(ComparedRun run) => run.Result.Config.LearningRate;

    private static string Named(double rate) => Invariant($"{rate:0.######}");
}
