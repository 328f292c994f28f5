using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

/// <summary>A run that was interrupted and resumed from its checkpoint is the run that never stopped.</summary>
public sealed class ResumeTests
{
    [Property(MaxTest = 12)]
    public void Interrupting_a_run_anywhere_any_number_of_times_changes_no_bit(ushort stops, Dim evalInterval, Dim checkpointInterval)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var config = Sitting.Config with { EvalInterval = evalInterval, CheckpointInterval = checkpointInterval };
        using var uninterrupted = new Sitting(config);
        uninterrupted.Run();

        var rows = new List<Metrics>();
        StateCopy end;
        for (var position = TrainingPosition.Start; ;)
        {
            // Other initial weights than those of the run: all that is right comes from the checkpoint.
            using var sitting = new Sitting(
                config,
                onCheckpoint: (running, at) => Save(folder[Checkpoint.NameOf(at.Step)], running, at),
                duringStep: (running, step) =>
                {
                    if ((stops >> (int)step & 1) != 0)
                        running.Stop();
                },
                modelSeed: position.Step == 0 ? 1 : 99,
                from: position.Step);
            if (position.Step > 0)
                Load(folder[Checkpoint.NameOf(position.Step)], sitting);
            var outcome = sitting.Run(position);
            rows.AddRange(sitting.Recorder.Rows);
            end = Everything(sitting);
            if (outcome.Completed)
                break;
            var state = Checkpoint.ReadState(folder[Checkpoint.NameOf(outcome.Step)]);
            position = new(state.Step, state.Seconds, Evaluated: false);
        }

        Assert.Equal(uninterrupted.Recorder.Rows.Select(WithoutTime), rows.Select(WithoutTime));
        StateCopy.AssertSame(Everything(uninterrupted), end);
    }

    [Fact]
    public void A_run_that_is_stopped_after_every_step_gets_to_the_same_end() =>
        Interrupting_a_run_anywhere_any_number_of_times_changes_no_bit(stops: ushort.MaxValue, new Dim(4), new Dim(5));

    [Theory]
    [InlineData(5, false)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(12, false)]
    public void After_a_crash_a_run_goes_on_from_any_checkpoint_and_measures_what_was_not_measured(int step, bool evaluated)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var config = Sitting.Config with { CheckpointInterval = 1 };
        using var crashed = new Sitting(config, (running, at) => Save(folder[Checkpoint.NameOf(at.Step)], running, at));
        crashed.Run();

        using var resumed = new Sitting(config, modelSeed: 99, from: step);
        Load(folder[Checkpoint.NameOf(step)], resumed);
        resumed.Run(new TrainingPosition(step, Checkpoint.ReadState(folder[Checkpoint.NameOf(step)]).Seconds, evaluated));

        var after = crashed.Recorder.Rows.Where(
            row => row.Step > step || (row.Step == step && row.ValidationLoss is not null && !evaluated));
        Assert.Equal(after.Select(WithoutTime), resumed.Recorder.Rows.Select(WithoutTime));
        Assert.Equal(after.Select(row => row.Seconds), resumed.Recorder.Rows.Select(row => row.Seconds));
    }

    private static Metrics WithoutTime(Metrics row) => row with { Seconds = 0, TokensPerSecond = null };

    private static void Save(string directory, Sitting sitting, TrainingPosition at) => Checkpoint.Save(
        directory, sitting.Model, sitting.Optimizer,
        new CheckpointState { Step = at.Step, Seconds = at.Seconds, TorchRandomState = [], Config = Sitting.Config });

    private static void Load(string directory, Sitting sitting)
    {
        Checkpoint.LoadModel(directory, sitting.Model);
        Checkpoint.LoadOptimizer(directory, sitting.Model, sitting.Optimizer);
    }

    private static StateCopy Everything(Sitting sitting) => new(sitting.Model, sitting.Optimizer);
}
