using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>Assigning a declared member is registering it.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void State_dict_has_the_native_names_and_the_module_own_tensors()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 2);

        var state = model.state_dict();

        Assert.Equal(
            [
                "layers.0.attn.output_proj.weight", "layers.0.attn.q_proj.weight", "layers.0.ln1.weight",
                "layers.1.attn.output_proj.weight", "layers.1.attn.q_proj.weight", "layers.1.ln1.weight",
                "lm_head.weight", "ln_final.weight", "token_embeddings.weight",
            ],
            state.Keys.Order(StringComparer.Ordinal));
        Assert.Same(model.Layers[1].Norm.Weight, state["layers.1.ln1.weight"]);
    }

    [Fact]
    public void A_base_layer_registers_every_role_and_a_derived_one_adds_to_it()
    {
        using var counter = new ScaledCounter(2);

        Assert.Equal(
            ["bias", "count", "gain", "heads.0.weight", "heads.1.weight", "scale"],
            counter.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["scale", "bias", "count", "heads", "gain"],
            ScaledCounter.DeclaredState.Select(entry => entry.Name));
        Assert.Equal(Counter.DeclaredState, ScaledCounter.DeclaredState.Take(4));
    }

    [Fact]
    public void An_optional_member_that_is_absent_is_not_registered()
    {
        using var without = new Counter(2);
        using var with = new Counter(2, withBias: true);

        Assert.DoesNotContain("bias", without.state_dict().Keys);
        Assert.Contains("bias", with.state_dict().Keys);
        Assert.Null(without.Bias);
    }

    [Fact]
    public void Undeclared_tensors_are_neither_state_nor_moved()
    {
        using var counter = new Counter(2);
        using var parent = nn.Sequential(counter);

        parent.to(ScalarType.Float64);

        Assert.DoesNotContain("scratch", parent.state_dict().Keys.Select(key => key.Split('.').Last()));
        Assert.Equal(ScalarType.Float32, counter.Scratch.dtype);
    }

    [Fact]
    public void Assigning_twice_throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new TwiceAssigned());

        Assert.Equal("Parameter weight is already registered.", error.Message);
    }

    [Fact]
    public void Assigning_null_to_a_child_that_must_be_there_throws() =>
        Assert.Throws<ArgumentNullException>(() => new Wrappers.Residual<Dense>(null!));

    [Fact]
    public void A_module_made_inside_a_dispose_scope_survives_it()
    {
        LanguageModel model;
        using (NewDisposeScope())
            model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);

        using (model)
        {
            Assert.All(StateNames.Walk(model), state => Assert.False(state.Tensor.IsInvalid));
            Assert.All(model.named_buffers(), buffer => Assert.False(buffer.buffer.IsInvalid));
            using var y = model.call(ones(2, 4));
            Assert.Equal([2, 5], y.shape);
        }
    }

    [Fact]
    public void Creating_a_parameter_leaves_no_temporary_in_the_callers_scope()
    {
        using var scope = NewDisposeScope();

        using var layer = new Dense(3, 2);

        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_created_parameter_has_the_declared_shape_in_the_order_of_the_dimensions()
    {
        using var dense = new Dense(dIn: 3, dOut: 2, new Placement(dtype: ScalarType.Float64));
        using var counter = new Counter(5);

        Assert.Equal([2, 3], dense.Weight.shape);
        Assert.Equal(ScalarType.Float64, dense.Weight.dtype);
        Assert.True(dense.Weight.requires_grad && dense.Weight.is_leaf);
        Assert.Equal([3, 5], counter.Scale.shape);
        Assert.Equal(Enumerable.Repeat(2f, 15), counter.Scale.data<float>());
    }

    [Fact]
    public void Training_reaches_every_parameter_through_the_members()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 2);
        using var optimizer = optim.SGD(model.parameters(), learningRate: 0.1);
        var before = TensorAssert.Copies(StateNames.Collect(model));

        model.call(ones(2, 4)).sum().backward();
        optimizer.step();

        // Everything but the embedding, which forward does not use, has moved.
        Assert.Equal(
            ["token_embeddings.weight"],
            StateNames.Walk(model).Where(state => TensorAssert.AreSame(before[state.Name], state.Tensor)).Select(state => state.Name));
    }

    [Fact]
    public void Assigning_null_where_nothing_is_yet_leaves_the_member_to_be_assigned()
    {
        using var inner = new Dense(2, 2);
        using var late = new SecondThoughts(null, inner);

        Assert.Same(inner, late.Inner);
        Assert.Equal(["inner.weight"], late.state_dict().Keys);
    }

    [Fact]
    public void Assigning_null_to_a_member_that_has_a_value_throws()
    {
        using var inner = new Dense(2, 2);

        var error = Assert.Throws<InvalidOperationException>(() => new SecondThoughts(inner, null));

        Assert.Equal("Submodule inner is already registered.", error.Message);
    }

    [Fact]
    public void A_layer_with_any_forward_registers_and_runs()
    {
        using var scope = NewDisposeScope();
        using var lent = new Dense(2, 2);
        using var borrower = new Borrower(lent);

        var (sum, product) = borrower.call(ones(1, 2), ones(1, 2), true);

        Assert.Equal(["own.weight"], borrower.state_dict().Keys);
        TensorAssert.Same(sum.detach(), product.detach() + 1);
    }

    [Fact]
    public void A_list_of_modules_is_registered_even_as_a_root()
    {
        using var list = new ModuleArray<Dense>([new Dense(2, 2), new Dense(2, 3)]);

        Assert.Equal(["0.weight", "1.weight"], list.state_dict().Keys);
        Assert.Equal(["0.weight", "1.weight"], StateNames.Collect(list).Keys);
        Assert.Equal((2, 3), (list.Count, list[1].Weight.shape[0]));
        Assert.Equal(list.ToArray(), [list[0], list[1]]);
        Assert.Same(list, ModuleArray<Dense>.Of(list));
        Assert.Throws<ArgumentNullException>(() => new ModuleArray<Dense>([null!]));
    }

    [Fact]
    public void Train_and_eval_reach_the_items_of_lists()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 2);

        model.eval();
        Assert.All(model.modules(), module => Assert.False(module.training));
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
    }
}
