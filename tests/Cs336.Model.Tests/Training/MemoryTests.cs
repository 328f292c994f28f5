using Cs336.Model.State;
using Cs336.Model.Tests.State;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

/// <summary>
/// TorchSharp counts, for every thread, the tensors that it made and those that it disposed. A tensor that a finalizer frees was made by
/// the loop and disposed by another thread, so that it stays in the loop's count for good, like one that is never freed.
/// </summary>
public sealed class MemoryTests
{
    private const int Steps = 2_000;
    private const int Interval = 100;

    [Fact]
    public void Two_thousand_steps_leave_no_tensor_behind_and_none_to_the_finalizer()
    {
        using var folder = new TemporaryFolder();
        var config = Sitting.Config with { Steps = Steps, EvalInterval = 50, CheckpointInterval = 250, MicroBatch = 2 };

        var counts = LiveTensors(config, onCheckpoint: (sitting, position) => Checkpoint.Save(
            folder[Checkpoint.NameOf(position.Step)], sitting.Model, sitting.Optimizer, TrainedModel.StateAt(position.Step)));

        Assert.Equal(Steps / Interval - 1, counts.Count);
        Assert.Equal(counts[0], Assert.Single(counts.Distinct()));
    }

    [Fact]
    public void A_tensor_that_is_left_to_the_finalizer_in_every_step_would_be_noticed()
    {
        var counts = LiveTensors(
            Sitting.Config with { Steps = 500, EvalInterval = 500, CheckpointInterval = 500 },
            fault: logits =>
            {
                zeros(1).DetachFromDisposeScope();
                return logits;
            });
        // Whether it has been freed by now or not.
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.All(counts.Zip(counts.Skip(1)), pair => Assert.Equal(Interval, pair.Second - pair.First));
    }

    /// <summary>The count of the loop's thread at the beginning of every hundredth step, but for the first.</summary>
    private static List<long> LiveTensors(
        TrainingConfig config, Action<Sitting, TrainingPosition>? onCheckpoint = null, Func<Tensor, Tensor>? fault = null)
    {
        var counts = new List<long>();
        using var sitting = new Sitting(
            config,
            onCheckpoint,
            duringStep: (_, step) =>
            {
                if (step > 1 && step % Interval == 1)
                    counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            },
            fault: fault);
        sitting.Run();
        return counts;
    }
}
