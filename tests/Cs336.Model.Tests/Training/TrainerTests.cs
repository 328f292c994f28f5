using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void The_loss_falls_until_a_repeating_text_is_known_by_heart()
    {
        using var sitting = new Sitting(Sitting.Config with { Steps = 150, EvalInterval = 150, WarmupSteps = 10 });

        var outcome = sitting.Run();

        Assert.Equal(new TrainingOutcome(150, Completed: true), outcome);
        var validation = sitting.Recorder.Rows.Where(row => row.ValidationLoss is not null).ToArray();
        Assert.InRange(validation[0].ValidationLoss!.Value, 1.8, 4);
        Assert.InRange(validation[^1].ValidationLoss!.Value, 0, 0.2);
        Assert.InRange(sitting.Recorder.Rows.Last(row => row.TrainLoss is not null).TrainLoss!.Value, 0, 0.2);
    }

    [Fact]
    public void Rows_come_in_the_order_of_steps_and_checkpoints_before_evaluations()
    {
        using var sitting = new Sitting(Sitting.Config with { Steps = 6, EvalInterval = 2, CheckpointInterval = 4, WarmupSteps = 0 });

        sitting.Run();

        Assert.Equal(
            [
                "validation 0", "train 1", "train 2", "validation 2", "train 3", "train 4", "checkpoint 4", "validation 4", "train 5",
                "train 6", "checkpoint 6", "validation 6",
            ],
            sitting.Recorder.Events);
    }

    [Fact]
    public void A_row_says_what_was_done_in_its_step()
    {
        using var sitting = new Sitting(Sitting.Config);

        sitting.Run();

        var rows = sitting.Recorder.Rows.Where(row => row.TrainLoss is not null).ToArray();
        Assert.Equal(Enumerable.Range(1, 12).Select(step => (long)step), rows.Select(row => row.Step));
        Assert.Equal(rows.Select(row => row.Step * 4 * 8), rows.Select(row => row.Tokens));
        Assert.Equal(rows.Select(row => Sitting.Config.Schedule.At(row.Step - 1)), rows.Select(row => row.LearningRate!.Value));
        Assert.All(rows, row => Assert.True(row.GradientNorm > 0));
    }

    [Fact]
    public void Seconds_count_everything_and_tokens_per_second_only_steps()
    {
        // Every step takes one second, every checkpoint a thousand.
        using var sitting = new Sitting(
            Sitting.Config with { Steps = 10, EvalInterval = 10 }, onCheckpoint: (running, _) => running.Clock.Advance(1_000));

        sitting.Run(new TrainingPosition(Step: 0, Seconds: 50, Evaluated: true));

        var rows = sitting.Recorder.Rows.ToArray();
        Assert.Equal([51, 52, 53, 54, 55, 1056, 1057, 1058, 1059, 1060, 2060], rows.Select(row => row.Seconds));
        Assert.Equal([32, 32], rows.Select(row => row.TokensPerSecond).OfType<double>());
    }

    [Fact]
    public void A_stop_finishes_the_step_saves_it_and_returns()
    {
        using var sitting = new Sitting(Sitting.Config, duringStep: (running, step) =>
        {
            if (step == 4)
                running.Stop();
        });

        Assert.Equal(new TrainingOutcome(4, Completed: false), sitting.Run());

        Assert.Equal(["train 3", "train 4", "checkpoint 4"], sitting.Recorder.Events[^3..]);
    }

    [Fact]
    public void A_stop_in_the_last_step_is_the_end_of_the_run()
    {
        using var sitting = new Sitting(Sitting.Config, duringStep: (running, step) =>
        {
            if (step == 12)
                running.Stop();
        });

        Assert.Equal(new TrainingOutcome(12, Completed: true), sitting.Run());

        Assert.Equal(["checkpoint 12", "validation 12"], sitting.Recorder.Events[^2..]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_loss_that_is_no_number_ends_the_run_without_a_checkpoint_of_it(float poison)
    {
        using var sitting = new Sitting(Sitting.Config with { CheckpointInterval = 2 }, duringStep: (running, step) =>
        {
            using var noGradient = no_grad();
            if (step == 7)
                running.Model.Head.Weight.fill_(poison);
        });

        Assert.Contains("step 7", Assert.Throws<DivergenceException>(() => sitting.Run()).Message);

        // The rows before it have been passed on, and the last checkpoint is from before.
        Assert.Equal(["checkpoint 6", "train 6"], sitting.Recorder.Events.Where(e => e.EndsWith('6')).Order());
        Assert.DoesNotContain("checkpoint 8", sitting.Recorder.Events);
        Assert.Equal(6, sitting.Recorder.Rows[^1].Step);
    }

    [Fact]
    public void Nothing_is_left_to_do_after_the_last_step()
    {
        using var sitting = new Sitting(Sitting.Config);

        Assert.Equal(new TrainingOutcome(12, Completed: true), sitting.Run(new TrainingPosition(12, Seconds: 3, Evaluated: true)));

        Assert.Empty(sitting.Recorder.Events);
    }

    [Fact]
    public void The_number_of_live_tensors_does_not_grow_with_the_number_of_steps()
    {
        Assert.Equal(LeftBehind(steps: 20), LeftBehind(steps: 220));

        static long LeftBehind(int steps)
        {
            using var sitting = new Sitting(Sitting.Config with { Steps = steps, EvalInterval = 10, CheckpointInterval = 7 });
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            sitting.Run();
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        }
    }

    [Fact]
    public void The_same_configuration_gives_the_same_run_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var one = new Sitting(Sitting.Config);
        using var other = new Sitting(Sitting.Config);

        one.Run();
        other.Run();

        Assert.Equal(one.Recorder.Rows, other.Recorder.Rows);
        foreach (var (left, right) in one.Model.parameters().Zip(other.Model.parameters()))
            TensorAssert.Same(left.detach(), right.detach());
    }
}
