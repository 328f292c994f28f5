using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The assignment's <c>experiment_log</c> (§7.1).</summary>
internal sealed class ExperimentLogExperiment : Experiment
{
    public override string Name => "experiment_log";

    public override string Title => "Experiment logging";

    public override string Question =>
        "Build logging of experiments, with loss curves by gradient steps and by wall-clock time; and keep a log of everything that was tried.";

    public override string Measured => "the baseline's losses by step and by wall-clock, with two seeds.";

    public override string Judged => "Every run is in the log with what repeats it, and its curve can be drawn from the log alone.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [StandardRuns.Baseline, StandardRuns.BaselineSeed2];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
    }
}
