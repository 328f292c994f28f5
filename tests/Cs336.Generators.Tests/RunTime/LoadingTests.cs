using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>Loading is all or nothing, and says everything that is wrong at once.</summary>
public sealed class LoadingTests
{
    [Fact]
    public void Loading_what_was_collected_restores_every_value()
    {
        using var scope = NewDisposeScope();
        using var from = new LanguageModel(vocab: 5, dModel: 4, layers: 2);
        using var into = new LanguageModel(vocab: 5, dModel: 4, layers: 2);

        StateNames.Load(into, StateNames.Collect(from));

        Assert.All(StateNames.Walk(from).Zip(StateNames.Walk(into)), pair =>
        {
            TensorAssert.Same(pair.First.Tensor, pair.Second.Tensor);
            Assert.NotSame(pair.First.Tensor, pair.Second.Tensor);
        });
        Assert.All(into.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void Every_difference_stands_in_one_message_and_the_module_is_left_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);
        var before = TensorAssert.Copies(StateNames.Collect(model));
        var source = TensorAssert.Shifted(before);
        source.Remove("ln_final.weight");
        source.Remove("lm_head.weight");
        source.Add("layers.0.attn.k_proj.weight", ones(4, 4));
        source["layers.0.ln1.weight"] = ones(1);
        source["layers.0.attn.q_proj.weight"] = ones(4, 3);

        var error = Assert.Throws<StateMismatchException>(() => StateNames.Load(model, source));

        Assert.Equal(
            """
            The state does not fit LanguageModel, which was left as it was:
              missing: ln_final.weight
              missing: lm_head.weight
              unexpected: layers.0.attn.k_proj.weight
              unusable: layers.0.ln1.weight has shape [1], expected [4] (declared [d_model])
              unusable: layers.0.attn.q_proj.weight has shape [4, 3], expected [4, 4] (declared [d_out, d_in])
            """,
            error.Message);
        Assert.Equal((2, 1, 2), (error.Mismatch.Missing.Count, error.Mismatch.Unexpected.Count, error.Mismatch.Unusable.Count));
        Assert.All(StateNames.Walk(model), state => TensorAssert.Same(before[state.Name], state.Tensor));
    }

    [Theory]
    [InlineData(new long[] { 1, 3 })]
    [InlineData(new long[] { 3 })]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 1, 2, 3 })]
    public void A_shape_that_could_be_broadcast_or_squeezed_is_refused(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var dense = new Dense(dIn: 3, dOut: 2);

        Assert.Throws<StateMismatchException>(() => StateNames.Load(dense, new Dictionary<string, Tensor> { ["weight"] = ones(shape) }));
    }

    [Fact]
    public void Values_are_converted_to_the_type_of_the_module()
    {
        using var scope = NewDisposeScope();
        using var dense = new Dense(2, 2, ScalarType.BFloat16);

        StateNames.Load(dense, new Dictionary<string, Tensor> { ["weight"] = full([2, 2], 1.5, ScalarType.Float64) });

        TensorAssert.Same(full([2, 2], 1.5, ScalarType.BFloat16), dense.Weight.detach());
    }

    [Fact]
    public void A_tied_tensor_is_saved_once_and_may_be_loaded_under_either_name()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1, tied: true);
        var saved = TensorAssert.Shifted(StateNames.Collect(model));
        Assert.DoesNotContain("lm_head.weight", saved.Keys);

        StateNames.Load(model, saved);
        TensorAssert.Same(saved["token_embeddings.weight"], model.LmHead.Weight.detach());

        saved.Remove("token_embeddings.weight", out var embedding);
        saved.Add("lm_head.weight", embedding! + 1);
        StateNames.Load(model, saved);
        TensorAssert.Same(saved["lm_head.weight"], model.TokenEmbeddings.Weight.detach());
        Assert.Same(model.TokenEmbeddings.Weight, model.LmHead.Weight);
    }

    [Fact]
    public void A_tied_tensor_under_both_names_must_hold_the_same_values()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1, tied: true);
        var source = TensorAssert.Shifted(model.state_dict());
        source["token_embeddings.weight"][0, 0] = double.NaN;
        source["lm_head.weight"] = source["token_embeddings.weight"].clone();
        StateNames.Load(model, source);

        source["lm_head.weight"][0, 1] = 7;
        var error = Assert.Throws<StateMismatchException>(() => StateNames.Load(model, source));

        Assert.Equal(
            ["lm_head.weight is tied to token_embeddings.weight in the module but differs from it here"], error.Mismatch.Unusable);
    }

    [Fact]
    public void A_missing_tied_tensor_is_listed_once_with_all_of_its_names()
    {
        using var first = new Dense(2, 2);
        using var list = new ModuleArray<Dense>([first, new Dense(first.Weight)]);

        var error = Assert.Throws<StateMismatchException>(() => StateNames.Load(list, new Dictionary<string, Tensor>()));

        Assert.Equal(["0.weight = 1.weight"], error.Mismatch.Missing);
    }

    [Fact]
    public void Tensors_without_data_are_refused_on_either_side()
    {
        using var scope = NewDisposeScope();
        using var real = new Dense(2, 2);
        using var meta = new Dense(2, 2, new Device(DeviceType.META));
        var disposed = ones(2, 2);
        disposed.Dispose();

        string Refusal(Dense module, Tensor tensor) =>
            Assert.Single(Assert.Throws<StateMismatchException>(
                () => StateNames.Load(module, new Dictionary<string, Tensor> { ["weight"] = tensor })).Mismatch.Unusable);

        Assert.Equal("weight holds no data: it is on the meta device", Refusal(real, meta.Weight));
        Assert.Equal("weight has nowhere to go: the module is on the meta device", Refusal(meta, real.Weight));
        Assert.Equal("weight was disposed", Refusal(real, disposed));
    }

    [Fact]
    public void Loading_under_the_names_of_another_dialect_reaches_the_same_tensors()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);
        var llama = TensorAssert.Shifted(StateNames.Collect(model, Dialect.HuggingFaceLlama));

        StateNames.Load(model, llama, Dialect.HuggingFaceLlama);

        TensorAssert.Same(llama["model.layers.0.self_attn.o_proj.weight"], model.Layers[0].Attention.Output.Weight.detach());
        Assert.Throws<StateMismatchException>(() => StateNames.Load(model, llama));
    }

    [Fact]
    public void Loading_what_matches_copies_that_and_reports_the_rest()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);
        var before = TensorAssert.Copies(StateNames.Collect(model));
        var source = TensorAssert.Shifted(before);
        source.Remove("ln_final.weight");
        source["lm_head.weight"] = ones(7, 4);
        source.Add("layers.1.ln1.weight", ones(4));

        var skipped = StateNames.LoadMatching(model, source);

        Assert.Equal(["ln_final.weight"], skipped.Missing);
        Assert.Equal(["layers.1.ln1.weight"], skipped.Unexpected);
        Assert.Equal(["lm_head.weight has shape [7, 4], expected [5, 4] (declared [d_out, d_in])"], skipped.Unusable);
        Assert.All(StateNames.Walk(model), state => TensorAssert.Same(
            (state.Name is "ln_final.weight" or "lm_head.weight" ? before : source)[state.Name], state.Tensor.detach()));
    }

    [Fact]
    public void Loading_what_matches_reports_nothing_where_everything_does()
    {
        using var scope = NewDisposeScope();
        using var dense = new Dense(2, 2);

        Assert.True(StateNames.LoadMatching(dense, new Dictionary<string, Tensor> { ["weight"] = ones(2, 2) }).IsEmpty);

        TensorAssert.Same(ones(2, 2), dense.Weight.detach());
    }

    [Fact]
    public void Of_the_names_of_a_tied_tensor_those_that_fit_are_enough_to_load_what_matches()
    {
        using var scope = NewDisposeScope();
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1, tied: true);
        var source = TensorAssert.Shifted(model.state_dict());
        source["token_embeddings.weight"] = ones(6, 4);

        var skipped = StateNames.LoadMatching(model, source);

        Assert.StartsWith("token_embeddings.weight has shape [6, 4]", Assert.Single(skipped.Unusable));
        TensorAssert.Same(source["lm_head.weight"], model.TokenEmbeddings.Weight.detach());
    }
}
