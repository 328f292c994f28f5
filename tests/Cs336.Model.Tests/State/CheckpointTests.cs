using System.Text.Json;
using Cs336.Annotations;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.State;

public sealed class CheckpointTests
{
    [Fact]
    public void What_was_saved_is_loaded()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = new TrainedModel(seed: 1, steps: 3);
        using var fresh = new TrainedModel(seed: 2, steps: 1);

        Checkpoint.Save(folder["step-3"], saved.Model, saved.Optimizer, TrainedModel.StateAt(3));
        var state = Checkpoint.ReadState(folder["step-3"]);
        Checkpoint.LoadModel(folder["step-3"], fresh.Model);
        Checkpoint.LoadOptimizer(folder["step-3"], fresh.Model, fresh.Optimizer);

        fresh.AssertIs(saved.Everything());
        var expected = TrainedModel.StateAt(3);
        Assert.Equal((expected.Step, expected.Seconds, expected.TokenizerSha256), (state.Step, state.Seconds, state.TokenizerSha256));
        Assert.Equal(expected.TorchRandomState, state.TorchRandomState);
        Assert.Equal(JsonSerializer.Serialize(expected.Config), JsonSerializer.Serialize(state.Config));
    }

    [Fact]
    public void The_directory_holds_plain_state_names_in_float32_and_nothing_is_left_beside_it()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var trained = new TrainedModel(seed: 1);

        Checkpoint.Save(folder[Checkpoint.NameOf(2)] + "/", trained.Model, trained.Optimizer, TrainedModel.StateAt(2));

        Assert.Equal(["step-00000002"], folder.Names());
        Assert.Equal(
            ["model.safetensors", "optimizer.safetensors", "state.json"],
            Directory.EnumerateFiles(folder["step-00000002"]).Select(Path.GetFileName).Order());
        using var weights = Safetensors.Read(folder["step-00000002/model.safetensors"]);
        Assert.Equal(trained.Model.state_dict().Keys.Order(), weights.Keys.Order());
        Assert.All(weights.Values, weight => Assert.Equal(ScalarType.Float32, weight.dtype));
    }

    [Fact]
    public void A_checkpoint_of_the_same_name_is_replaced()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var older = new TrainedModel(seed: 1);
        using var newer = new TrainedModel(seed: 2);

        Checkpoint.Save(folder["c"], older.Model, older.Optimizer, TrainedModel.StateAt(2));
        Checkpoint.Save(folder["c"], newer.Model, newer.Optimizer, TrainedModel.StateAt(4));

        Assert.Equal(4, Checkpoint.ReadState(folder["c"]).Step);
        Checkpoint.LoadModel(folder["c"], older.Model);
        Checkpoint.LoadOptimizer(folder["c"], older.Model, older.Optimizer);
        older.AssertIs(newer.Everything());
    }

    [Fact]
    public void A_save_that_fails_leaves_the_older_checkpoint_and_nothing_else()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var trained = new TrainedModel(seed: 1);
        Checkpoint.Save(folder["c"], trained.Model, trained.Optimizer, TrainedModel.StateAt(2));

        Assert.Throws<ArgumentException>(
            () => Checkpoint.Save(folder["c"], trained.Model, new Unserialisable(), TrainedModel.StateAt(3)));

        Assert.Equal(["c"], folder.Names());
        Assert.Equal(2, Checkpoint.ReadState(folder["c"]).Step);
    }

    [Fact]
    public void A_file_where_the_directory_should_be_is_an_error_and_stays()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var trained = new TrainedModel(seed: 1);
        folder.WithBytes("c", "precious"u8);

        Assert.ThrowsAny<IOException>(() => Checkpoint.Save(folder["c"], trained.Model, trained.Optimizer, TrainedModel.StateAt(2)));

        Assert.Equal(["c"], folder.Names());
        Assert.Equal("precious", File.ReadAllText(folder["c"]));
    }

    [Fact]
    public void A_checkpoint_of_another_model_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = new TrainedModel(seed: 1, config: TinyModel.Config with { DFf = 16 });
        using var model = new TrainedModel(seed: 2);
        var before = model.Everything();
        Checkpoint.Save(folder["c"], saved.Model, saved.Optimizer, TrainedModel.StateAt(2));

        Assert.Throws<StateMismatchException>(() => Checkpoint.LoadModel(folder["c"], model.Model));
        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.LoadOptimizer(folder["c"], model.Model, model.Optimizer));

        Assert.Contains("layers.0.ffn.w1.weight.first_moment", error.Message);
        model.AssertIs(before);
    }

    [Theory]
    [InlineData(0, "step-00000000")]
    [InlineData(500, "step-00000500")]
    [InlineData(123_456_789, "step-123456789")]
    public void Names_are_steps_of_eight_digits(long step, string name) => Assert.Equal(name, Checkpoint.NameOf(step));

    private sealed class Unserialisable : IParameterState
    {
        public IReadOnlyDictionary<string, Tensor> StateOf(Parameter parameter) =>
            new Dictionary<string, Tensor> { ["phase"] = zeros(1, dtype: ScalarType.ComplexFloat32) };
    }
}
