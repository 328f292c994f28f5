using Cs336.Model.Training;
using Cs336.Train.Tests.Commands;
using Cs336.Train.Training;
using Cs336.Train.Training.Sinks;
using Xunit;

namespace Cs336.Train.Tests.Training;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private RunDirectory Run => new(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Best_checkpoint_is_that_of_the_lowest_validation_loss()
    {
        Given([100, 200, 300], (100, 2.5), (200, 2.25), (300, 2.75));
        Assert.Equal((Run.CheckpointOf(200), "step 200, the lowest validation loss, 2.2500"), Run.BestCheckpoint());
    }

    [Fact]
    public void Best_checkpoint_is_the_newest_where_none_was_evaluated()
    {
        Given([100, 200], (150, 1.0));
        Assert.Equal((Run.CheckpointOf(200), "step 200, the newest; none has a validation loss"), Run.BestCheckpoint());
    }

    [Fact]
    public void Lower_loss_of_a_step_without_a_checkpoint_does_not_count()
    {
        Given([200, 300], (100, 1.0), (200, 2.25), (300, 2.75));
        Assert.Equal(Run.CheckpointOf(200), Run.BestCheckpoint().Directory);
    }

    [Fact]
    public void Earlier_checkpoint_wins_where_losses_are_equal()
    {
        Given([100, 200], (100, 2.0), (200, 2.0));
        Assert.Equal(Run.CheckpointOf(100), Run.BestCheckpoint().Directory);
    }

    [Fact]
    public void Run_without_checkpoints_has_no_best_one() => Assert.Throws<FileNotFoundException>(() => Run.BestCheckpoint());

    [Fact]
    public void Pruning_keeps_the_newest_checkpoint_and_the_best()
    {
        Given([100, 200, 300, 400], (100, 2.5), (200, 2.25), (300, 2.75));
        Run.PruneCheckpoints(keep: 1);
        Assert.Equal([200, 400], Run.CheckpointSteps());
    }

    [Fact]
    public void Pruning_keeps_one_checkpoint_that_is_both()
    {
        Given([100, 200, 300], (100, 2.5), (200, 2.25), (300, 2.0));
        Run.PruneCheckpoints(keep: 1);
        Assert.Equal([300], Run.CheckpointSteps());
    }

    [Fact]
    public void Pruning_removes_unfinished_checkpoints_and_nothing_that_is_none()
    {
        Given([100]);
        var (unfinished, foreign) = (Run.CheckpointOf(200) + ".0123.tmp", Path.Combine(Run.CheckpointsDirectory, "step-by-step"));
        Directory.CreateDirectory(unfinished);
        Directory.CreateDirectory(foreign);
        Run.PruneCheckpoints(keep: 1);
        Assert.Equal([100], Run.CheckpointSteps());
        Assert.False(Directory.Exists(unfinished));
        Assert.True(Directory.Exists(foreign));
    }

    [Fact]
    public void Pruning_an_empty_run_does_nothing() => Run.PruneCheckpoints(keep: 1);

    [Fact]
    public void Steps_sort_as_numbers()
    {
        Given([123_456_789, 20, 100]);
        Assert.Equal([20, 100, 123_456_789], Run.CheckpointSteps());
    }

    private void Given(long[] checkpoints, params (long Step, double Loss)[] validated)
    {
        foreach (var step in checkpoints)
            Directory.CreateDirectory(Run.CheckpointOf(step));
        var rows = validated.Select(row => new Metrics { Step = row.Step, Tokens = 0, Seconds = 0, ValidationLoss = row.Loss });
        MetricsFile.Rewrite(Run.MetricsFile, rows);
    }
}
