using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary><c>.to(…)</c> moves all that was declared, and what was one tensor stays one.</summary>
public sealed class MovingTests
{
    [Fact]
    public void To_dtype_converts_members_registrations_and_state_alike()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 2);
        var before = TensorAssert.Copies(StateNames.Collect(model));

        model.to(ScalarType.Float64);

        Assert.Same(model.Layers[0].Norm.Weight, model.state_dict()["layers.0.ln1.weight"]);
        Assert.Equal(before.Keys, StateNames.Collect(model).Keys);
        foreach (var (name, _, tensor) in StateNames.Walk(model))
            TensorAssert.Same(before[name].to(ScalarType.Float64), tensor);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void To_dtype_converts_floating_point_buffers_that_follow_and_no_others()
    {
        using var counter = new Counter(2);
        using var tables = new RotaryTables(2, 4);
        var cosine = tables.Cosine;

        counter.to(ScalarType.BFloat16);
        tables.to(ScalarType.BFloat16);

        Assert.Equal(ScalarType.BFloat16, counter.Scale.dtype);
        Assert.Equal(ScalarType.Int64, counter.Count.dtype);
        Assert.Same(cosine, tables.Cosine);
        Assert.Equal(ScalarType.Float32, tables.Cosine.dtype);
    }

    [Fact]
    public void To_device_moves_non_persistent_buffers_too()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);

        model.to(DeviceType.META);

        var rope = model.Layers[0].Attention.Rope!;
        Assert.Equal(DeviceType.META, rope.Cosine.device_type);
        Assert.Same(rope.Cosine, rope.get_buffer("cosine"));
        Assert.All(model.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device_type));
    }

    [Fact]
    public void To_device_and_dtype_does_both()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);

        model.to(new Device(DeviceType.META), ScalarType.Float64);

        Assert.All(
            model.parameters(),
            parameter => Assert.Equal((DeviceType.META, ScalarType.Float64), (parameter.device_type, parameter.dtype)));
        Assert.Equal(ScalarType.Float32, model.Layers[0].Attention.Rope!.Sine.dtype);
    }

    [Fact]
    public void Moving_where_everything_is_already_keeps_every_tensor()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);
        var before = StateNames.Walk(model).Select(state => state.Tensor).ToList();

        model.to(ScalarType.Float32).to(CPU).cpu();

        Assert.All(before.Zip(StateNames.Walk(model)), pair => Assert.Same(pair.First, pair.Second.Tensor));
    }

    [Fact]
    public void A_foreign_sequential_moves_the_layers_in_it()
    {
        using var dense = new Dense(2, 2);
        using var tables = new RotaryTables(2, 2);
        using var sequential = nn.Sequential(dense, tables);

        sequential.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, dense.Weight.dtype);
        Assert.Equal(["0.weight"], sequential.state_dict().Keys);

        sequential.to(DeviceType.META);
        Assert.Equal((DeviceType.META, DeviceType.META), (dense.Weight.device_type, tables.Cosine.device_type));
    }

    [Fact]
    public void A_foreign_container_that_believes_to_be_there_already_does_not_stop_the_move()
    {
        var container = nn.Sequential();
        container.to(DeviceType.META);
        container.append(new Dense(2, 2));
        using var outer = new Wrappers.Residual<Sequential>(container);

        outer.to(DeviceType.META);

        Assert.All(container.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device_type));
    }

    [Fact]
    public void Leaving_the_meta_device_without_data_is_an_error_not_a_silent_stay()
    {
        using var dense = new Dense(2, 2, new Device(DeviceType.META));

        var error = Assert.ThrowsAny<Exception>(() => dense.to(CPU));

        Assert.Contains("meta tensor", error.Message);
        Assert.False(dense.Weight.IsInvalid);
    }

    [Fact]
    public void Ties_between_layers_survive_and_nothing_disposed_is_left()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1, tied: true);
        var old = model.LmHead.Weight;

        model.to(ScalarType.Float64).to(ScalarType.BFloat16);

        Assert.True(old.IsInvalid);
        Assert.Same(model.TokenEmbeddings.Weight, model.LmHead.Weight);
        Assert.Equal(ScalarType.BFloat16, model.LmHead.Weight.dtype);
        Assert.Equal(["lm_head.weight", "token_embeddings.weight"],
            model.state_dict().Where(entry => ReferenceEquals(entry.Value, model.LmHead.Weight)).Select(entry => entry.Key).Order());
    }

    [Fact]
    public void A_tie_to_a_layer_that_is_moved_later_is_found_again()
    {
        using var first = new Dense(2, 2);
        using var second = new Dense(first.Weight);

        first.to(ScalarType.Float64);
        second.to(ScalarType.Float32);

        Assert.False(second.Weight.IsInvalid);
        Assert.Equal(ScalarType.Float32, second.Weight.dtype);
    }

    [Fact]
    public void Gradients_move_with_their_parameters()
    {
        using var scope = NewDisposeScope();
        using var dense = new Dense(2, 2);
        dense.call(ones(1, 2)).sum().backward();
        var before = dense.Weight.grad!.clone();

        dense.to(ScalarType.Float64);

        TensorAssert.Same(before.to(ScalarType.Float64), dense.Weight.grad!);
    }

    [Fact]
    public void A_frozen_parameter_stays_frozen()
    {
        using var dense = new Dense(2, 2);
        dense.Weight.requires_grad = false;

        dense.to(ScalarType.Float64);

        Assert.False(dense.Weight.requires_grad);
    }

    [Fact]
    public void Moving_inside_a_dispose_scope_leaves_the_module_alive_after_it()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);
        using (NewDisposeScope())
            model.to(ScalarType.Float64);

        Assert.All(StateNames.Walk(model), state => Assert.False(state.Tensor.IsInvalid));
    }

    [Fact]
    public void A_derived_layer_moves_what_its_base_declared()
    {
        using var counter = new ScaledCounter(2);

        counter.to(ScalarType.Float64);

        Assert.All(
            StateNames.Walk(counter).Where(state => state.Entry.Kind == StateKind.Parameter),
            state => Assert.Equal(ScalarType.Float64, state.Tensor.dtype));
        Assert.Same(counter.Bias, counter.get_parameter("bias"));
    }

    [Fact]
    public void To_an_integer_type_is_refused_and_changes_nothing()
    {
        using var dense = new Dense(2, 2);

        Assert.Throws<ArgumentException>(() => dense.to(ScalarType.Int32));
        Assert.Equal(ScalarType.Float32, dense.Weight.dtype);
    }

    [Fact]
    public void A_reference_held_elsewhere_can_be_followed_through_any_number_of_moves()
    {
        using var dense = new Dense(2, 2);
        using var tables = new RotaryTables(2, 2);
        var (weight, cosine) = (dense.Weight, tables.Cosine);

        dense.to(ScalarType.Float64).to(ScalarType.BFloat16);
        tables.to(DeviceType.META);

        Assert.True(weight.IsInvalid && cosine.IsInvalid);
        Assert.Same(dense.Weight, Successors.LatestOf(weight));
        Assert.Same(dense.Weight, Successors.LatestOf(dense.Weight));
        Assert.Same(tables.Cosine, Successors.LatestOf(cosine));
        Assert.Throws<ArgumentNullException>(() => Successors.LatestOf<Tensor>(null!));
    }
}
