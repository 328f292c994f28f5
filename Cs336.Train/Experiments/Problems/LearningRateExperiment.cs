using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The assignment's <c>learning_rate</c> (§7.2).</summary>
internal sealed class LearningRateExperiment : Experiment
{
    public override string Name => "learning_rate";

    public override string Title => "Tune the learning rate";

    public override string Question => "";

    public override string Measured => "the validation loss of the same training at seven learning rates.";

    public override string Judged => "";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
        [.. Recipe.Of(scale).OtherLearningRates.Select(rate => RateRun(rate)), StandardRuns.Baseline];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
    }

    private static TrainingRun RateRun(double rate) => StandardRuns.OnStories(
        FormattableString.Invariant($"learning-rate-{rate:0e-0}"), ("training.learningRate", rate));
}
