using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>experiment_log</c> (assignment §7.1).</summary>
internal sealed class ExperimentLogging : Experiment
{
    public override string Name => "experiment_log";

    public override string Title => "Experiment logging";

    public override string Question => """
        Build what tracks experiments, with loss curves against gradient steps and against wall-clock time, and keep a log of everything that was
        tried.
        """;

    public override string Measured => "The losses of the baseline, by step and by wall-clock, with two seeds.";

    public override string Judged => "A curve can be drawn, and a run repeated, from its line in the log alone.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [StandardRuns.Baseline, StandardRuns.BaselineSeed2];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        section.Text("""
            `cs336 experiment run` adds one line of JSON to `log.jsonl` for each run, when it ends: the command that repeats it, when it began, the
            seconds of all sittings, the seed, the commit, the machine, the texts with their SHA-256, a fingerprint of all that decides the result, and
            the result itself. A training's result is its whole configuration and its curve: step, tokens, seconds, training loss, validation loss,
            learning rate, norm of the gradients. A run that diverges is recorded as one that diverged, a run that fails with its reason, and nothing is
            ever taken out. Everything in this document is made from that file.
            """);
        var comparison = RunComparison.Of(
            section, recorded, (StandardRuns.Baseline, "seed 1"), (StandardRuns.BaselineSeed2, "seed 2"));
        comparison.Describe("the seed, which decides the initial weights and the batches");
        comparison.Table(
            "The baseline", "run",
            ("perplexity", run => Invariant($"{Math.Exp(run.Result.BestValidationLoss ?? double.NaN):F2}")),
            ("tokens per second", run => Invariant($"{run.TokensPerSecond:N0}")),
            ("fingerprint", run => $"`{run.Entry.Fingerprint[..8]}`"));
        comparison.Figures("The baseline with two seeds");
        if (comparison.Group("the baseline", StandardRuns.Baseline, StandardRuns.BaselineSeed2).Spread is { } spread)
        {
            section.Conclude(Invariant($"two seeds of the baseline end {spread:F4} nats apart"));
            section.Text(Invariant(
                $"The two seeds end {spread:F4} nats apart. The ablations below call a difference visible only where it is larger than such a spread."));
        }
    }
}
