using System.Runtime.InteropServices;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

public sealed class MicroBatchTests
{
    private static readonly TrainingConfig Config = Sitting.Config with { Steps = 3, BatchSize = 7, WarmupSteps = 0 };

    [Property(MaxTest = 8)]
    public void Gradients_in_portions_make_the_updates_of_the_whole_batch(Dim portion)
    {
        using var scope = NewDisposeScope();
        using var whole = new Sitting(Config);
        using var portions = new Sitting(Config with { MicroBatch = portion });

        whole.Run();
        portions.Run();

        foreach (var (one, other) in whole.Recorder.Rows.Zip(portions.Recorder.Rows))
        {
            Assert.Equal(one.TrainLoss ?? 0, other.TrainLoss ?? 0, 1e-4);
            Assert.Equal(one.GradientNorm ?? 0, other.GradientNorm ?? 0, 1e-4);
            Assert.Equal(one.ValidationLoss ?? 0, other.ValidationLoss ?? 0, 1e-3);
        }
    }

    [Fact]
    public void A_micro_batch_of_the_batch_or_more_changes_no_bit()
    {
        using var scope = NewDisposeScope();
        using var plain = new Sitting(Config);
        using var same = new Sitting(Config with { MicroBatch = 100 });

        plain.Run();
        same.Run();

        Assert.Equal(plain.Recorder.Rows, same.Recorder.Rows);
    }

    [Fact]
    public void Auto_halves_the_micro_batch_until_there_is_room_and_goes_on_with_it()
    {
        using var scope = NewDisposeScope();
        using var sitting = new Sitting(Config with { AutoMicroBatch = true }, fault: RoomFor(2));
        // What fits from the start gives the same run: the step that ran out of memory leaves no trace.
        using var fitting = new Sitting(Config with { MicroBatch = 1 });

        sitting.Run(new TrainingPosition(0, Seconds: 0, Evaluated: true));
        fitting.Run(new TrainingPosition(0, Seconds: 0, Evaluated: true));

        Assert.Equal(
            ["micro-batch 3 in step 1", "micro-batch 1 in step 1", "train 1", "train 2", "train 3", "checkpoint 3", "validation 3"],
            sitting.Recorder.Events);
        Assert.Equal(fitting.Recorder.Rows.Select(row => row with { Seconds = 0, TokensPerSecond = null }),
            sitting.Recorder.Rows.Select(row => row with { Seconds = 0, TokensPerSecond = null }));
    }

    [Fact]
    public void A_checkpoint_knows_the_micro_batch_and_the_next_sitting_begins_with_it()
    {
        using var scope = NewDisposeScope();
        TrainingPosition? saved = null;
        using var sitting = new Sitting(Config with { AutoMicroBatch = true }, (_, at) => saved = at, fault: RoomFor(3));
        sitting.Run(new TrainingPosition(0, Seconds: 0, Evaluated: true));
        Assert.Equal(3, saved!.Value.MicroBatch);

        using var next = new Sitting(Config with { Steps = 4, AutoMicroBatch = true }, from: 3, fault: RoomFor(3));
        next.Run(saved.Value with { Evaluated = true });

        Assert.DoesNotContain(next.Recorder.Events, said => said.StartsWith("micro-batch", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_auto_running_out_of_memory_ends_the_run_with_advice()
    {
        using var sitting = new Sitting(Config with { MicroBatch = 6 }, fault: RoomFor(5));

        var error = Assert.Throws<OutOfDeviceMemoryException>(() => sitting.Run(new TrainingPosition(0, Seconds: 0, Evaluated: true)));

        Assert.Contains("no room for 6 sequences at once; try --micro-batch 3, or --micro-batch auto", error.Message);
    }

    [Fact]
    public void A_device_without_room_for_one_sequence_ends_the_run()
    {
        using var sitting = new Sitting(Config with { AutoMicroBatch = true }, fault: RoomFor(0));

        var error = Assert.Throws<OutOfDeviceMemoryException>(() => sitting.Run(new TrainingPosition(0, Seconds: 0, Evaluated: true)));

        Assert.Contains("no room for a single sequence", error.Message);
    }

    [Fact]
    public void Other_errors_of_the_device_are_not_taken_for_a_lack_of_memory()
    {
        using var sitting = new Sitting(
            Config with { AutoMicroBatch = true }, fault: _ => throw new ExternalException("CUDA error: device-side assert triggered"));

        Assert.Throws<ExternalException>(() => sitting.Run(new TrainingPosition(0, Seconds: 0, Evaluated: true)));
    }

    /// <summary>Fails as libtorch does, where more sequences come at once.</summary>
    private static Func<Tensor, Tensor> RoomFor(int sequences) => logits => logits.shape[0] <= sequences
        ? logits
        : throw new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB.");
}
