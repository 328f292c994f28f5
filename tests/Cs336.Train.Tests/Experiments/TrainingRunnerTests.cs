using Cs336.Model.Training;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Data;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Running;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.Experiments;

/// <summary>A training in its directory, in one sitting or in several.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TrainingRunnerTests : IDisposable
{
    private const string Fingerprint = "0123456789abcdef";

    private readonly TemporaryFolder folder = new();
    private readonly Workspace workspace;
    private readonly TrainingPlan plan, tooHigh;

    public TrainingRunnerTests()
    {
        workspace = new Workspace(folder.In("experiments"));
        var settings = new RunSettings(Scale.Smoke, "cpu", Threads: 1, DType: null, Again: false, Quiet: true);
        var corpora = new PreparedCorpora(workspace, Scale.Smoke, data: null, threads: 1, quiet: true, CancellationToken.None);
        plan = TrainingPlan.Of(StandardRuns.Baseline, settings, corpora);
        tooHigh = TrainingPlan.Of(StandardRuns.OnStories("too-high", ("training.learningRate", 20)), settings, corpora);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Interrupted_training_goes_on_and_ends_with_the_same_losses()
    {
        var whole = Train("whole", Fingerprint);
        // A signal that has come already lets one step be finished.
        for (var sitting = 0; sitting < 3; sitting++)
            Assert.Throws<OperationCanceledException>(() => Train("interrupted", Fingerprint, new CancellationToken(canceled: true)));
        Assert.Equal(3, workspace.Run(Scale.Smoke, "interrupted").CheckpointSteps()[^1]);
        var resumed = Train("interrupted", Fingerprint);
        Assert.Equal(RunOutcome.Done, resumed.Outcome);
        Assert.Equal(Losses(whole.Result.Curve), Losses(resumed.Result.Curve));
    }

    [Fact]
    public void Training_that_makes_its_model_worse_than_guessing_diverged_though_it_stayed_finite()
    {
        var trained = TrainingRunner.Run(workspace.Run(Scale.Smoke, "too-high"), tooHigh, Fingerprint, quiet: true, CancellationToken.None);
        Assert.Equal(RunOutcome.Diverged, trained.Outcome);
        Assert.StartsWith("The loss rose to ", trained.Result.Divergence);
        Assert.Equal(20, trained.Result.Curve[^1].Step);
        Assert.Equal(RunOutcome.Done, Train("sound", Fingerprint).Outcome);
    }

    [Fact]
    public void Training_that_another_fingerprint_began_is_begun_anew()
    {
        Assert.Throws<OperationCanceledException>(() => Train("run", "another", new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => Train("run", Fingerprint, new CancellationToken(canceled: true)));
        Assert.Equal([1], workspace.Run(Scale.Smoke, "run").CheckpointSteps());
    }

    [Fact]
    public void Finished_training_keeps_its_best_checkpoint_alone_and_is_found_again()
    {
        var run = workspace.Run(Scale.Smoke, "run");
        Train("run", Fingerprint);
        Assert.False(TrainingRunner.Holds(run, Fingerprint));
        var best = run.BestCheckpoint().Directory;
        TrainingRunner.Finish(run);
        Assert.Equal([best], Directory.GetDirectories(run.CheckpointsDirectory));
        Assert.True(TrainingRunner.Holds(run, Fingerprint));
        Assert.False(TrainingRunner.Holds(run, "another"));
    }

    [Fact]
    public void Fingerprint_is_that_of_what_decides_the_result_and_not_of_the_machine()
    {
        var corpora = new PreparedCorpora(workspace, Scale.Smoke, data: null, threads: 1, quiet: true, CancellationToken.None);
        var texts = corpora.Texts(Corpus.TinyStories);
        string Of(TrainingRun run, int threads) => RunFingerprint.Of(
            TrainingPlan.Of(run, new RunSettings(Scale.Smoke, "cpu", threads, DType: null, Again: false, Quiet: true), corpora), texts);
        Assert.Equal(Of(StandardRuns.Baseline, 1), Of(StandardRuns.Baseline, 2));
        Assert.NotEqual(Of(StandardRuns.Baseline, 1), Of(StandardRuns.BaselineSeed2, 1));
        var other = texts with { Record = texts.Record with { Sha256 = "0" } };
        Assert.NotEqual(RunFingerprint.Of(plan, texts), RunFingerprint.Of(plan, other));
    }

    [Fact]
    public void Thinned_curve_keeps_every_validation_loss_and_few_other_rows()
    {
        var rows = Enumerable.Range(0, 5_000).Select(step => new Metrics
        {
            Step = step,
            Tokens = step,
            Seconds = step,
            TrainLoss = step % 100 == 0 ? null : step,
            ValidationLoss = step % 100 == 0 ? step : null,
        }).ToList();
        var thinned = ThinnedCurve.Of(rows);
        Assert.Equal(rows.Where(row => row.ValidationLoss is not null), thinned.Where(row => row.ValidationLoss is not null));
        Assert.InRange(thinned.Count, 50 + 100, 300);
        Assert.Equal(rows[^1], thinned[^1]);
        Assert.Equal(thinned.OrderBy(row => row.Step), thinned);
    }

    private TrainedRun Train(string name, string fingerprint, CancellationToken stop = default) =>
        TrainingRunner.Run(workspace.Run(Scale.Smoke, name), plan, fingerprint, quiet: true, stop);

    private static IEnumerable<(long, double?, double?)> Losses(IEnumerable<Metrics> curve) =>
        curve.Select(row => (row.Step, row.TrainLoss, row.ValidationLoss));
}
