using Cs336.Annotations;
using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.State;

public sealed class CheckpointStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void What_was_saved_is_loaded(long iteration)
    {
        using var scope = NewDisposeScope();
        using var saved = new TrainedModel(seed: 1, steps: 3);
        using var fresh = new TrainedModel(seed: 2, steps: 0);
        using var stream = new MemoryStream();

        CheckpointStream.Save(stream, saved.Model, saved.Optimizer, iteration);
        stream.Position = 0;

        Assert.Equal(iteration, CheckpointStream.Load(stream, fresh.Model, fresh.Optimizer));
        fresh.AssertIs(saved.Everything());
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void A_checkpoint_of_another_model_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var saved = new TrainedModel(seed: 1, config: TinyModel.Config with { NLayers = 1 });
        using var model = new TrainedModel(seed: 2);
        var before = model.Everything();
        using var stream = new MemoryStream();
        CheckpointStream.Save(stream, saved.Model, saved.Optimizer, 2);
        stream.Position = 0;

        Assert.Throws<StateMismatchException>(() => CheckpointStream.Load(stream, model.Model, model.Optimizer));

        model.AssertIs(before);
    }

    [Fact]
    public void A_truncated_stream_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = new TrainedModel(seed: 1);
        using var stream = new MemoryStream();
        CheckpointStream.Save(stream, model.Model, model.Optimizer, 2);
        using var other = new TrainedModel(seed: 2);
        var before = other.Everything();
        var whole = stream.ToArray();

        for (var length = 0; length < whole.Length; length += 997)
        {
            using var truncated = new MemoryStream(whole, 0, length);
            Assert.Throws<InvalidDataException>(() => CheckpointStream.Load(truncated, other.Model, other.Optimizer));
        }
        other.AssertIs(before);
    }

    [Fact]
    public void A_file_of_tensors_that_is_no_checkpoint_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = new TrainedModel(seed: 1);
        using var stream = new MemoryStream();
        Safetensors.Write(stream, StateNames.Collect(model.Model));
        stream.Position = 0;

        Assert.Contains(
            "iterations",
            Assert.Throws<InvalidDataException>(() => CheckpointStream.Load(stream, model.Model, model.Optimizer)).Message);
    }
}
