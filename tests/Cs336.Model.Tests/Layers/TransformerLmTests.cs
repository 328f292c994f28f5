using Cs336.Annotations;
using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class TransformerLmTests
{
    [Fact]
    public void State_names_and_shapes_are_those_of_the_assignment()
    {
        using var model = TinyModel.Create();

        var state = model.state_dict().Select(entry => $"{entry.Key} {string.Join("x", entry.Value.shape)}");

        Assert.Equal(
            [
                "token_embeddings.weight 11x8",
                .. Enumerable.Range(0, 2).SelectMany(n => (string[])
                [
                    $"layers.{n}.attn.q_proj.weight 8x8", $"layers.{n}.attn.k_proj.weight 8x8",
                    $"layers.{n}.attn.v_proj.weight 8x8", $"layers.{n}.attn.output_proj.weight 8x8",
                    $"layers.{n}.ln1.weight 8", $"layers.{n}.ln2.weight 8",
                    $"layers.{n}.ffn.w1.weight 12x8", $"layers.{n}.ffn.w2.weight 8x12", $"layers.{n}.ffn.w3.weight 12x8",
                ]),
                "ln_final.weight 8",
                "lm_head.weight 11x8",
            ],
            state);
        Assert.Equal(model.state_dict().Keys.Order(), model.named_parameters().Select(entry => entry.name).Order());
    }

    [Fact]
    public void Leading_dimensions_are_kept()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();

        Assert.Equal([2, 3, 4, 11], model.call(Draws.Ids(1, 11, 2, 3, 4)).shape);
        Assert.Equal([4, 11], model.call(Draws.Ids(1, 11, 4)).shape);
    }

    [Fact]
    public void Fresh_logits_are_of_moderate_size_and_every_parameter_gets_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var logits = model.call(Draws.Ids(1, 11, 4, 8));

        logits.square().mean().backward();

        Assert.InRange(logits.std().item<float>(), 0.2f, 3f);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.grad!.abs().max().item<float>() > 0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_one_others()
    {
        using var scope = NewDisposeScope();
        var (first, again, other) = (TinyModel.Create(7), TinyModel.Create(7), TinyModel.Create(8));

        foreach (var (one, two, three) in first.parameters().Zip(again.parameters(), other.parameters()))
        {
            TensorAssert.Same(one.detach(), two.detach());
            Assert.Equal(one.dim() == 1, one.equal(three).all().item<bool>());
        }
    }

    [Fact]
    public void Gains_start_at_one()
    {
        using var model = TinyModel.Create();

        Assert.All(model.parameters().Where(p => p.dim() == 1), gain => TensorAssert.Same(ones(8), gain.detach()));
    }

    [Fact]
    public void A_sequence_longer_than_the_context_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();

        var error = Assert.Throws<ArgumentException>(() => model.call(Draws.Ids(1, 11, 1, 9)));

        Assert.Contains("9", error.Message);
        Assert.Contains("8", error.Message);
    }

    [Fact]
    public void A_model_in_bfloat16_gives_about_the_same_logits()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var ids = Draws.Ids(1, 11, 2, 8);
        var logits = model.call(ids);

        var narrow = model.to(ScalarType.BFloat16).call(ids);

        Assert.Equal(ScalarType.BFloat16, narrow.dtype);
        TensorAssert.Close(logits, narrow, absolute: 0.1, relative: 0.05);
    }

    [Fact]
    public void A_model_without_norms_and_gates_has_no_state_of_them()
    {
        using var model = TinyModel.Create(
            config: TinyModel.Config with { Norm = NormPlacement.None, FeedForward = FeedForwardKind.Silu, NLayers = 1 });

        Assert.Equal(
            [
                "token_embeddings.weight",
                .. "qkv".Select(projection => $"layers.0.attn.{projection}_proj.weight"),
                "layers.0.attn.output_proj.weight", "layers.0.ffn.w1.weight", "layers.0.ffn.w2.weight", "lm_head.weight",
            ],
            model.state_dict().Keys);
    }

    [Fact]
    public void Without_positions_too_a_sequence_longer_than_the_context_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: TinyModel.Config with { Positions = PositionEncoding.None });

        Assert.Contains("context of 8", Assert.Throws<ArgumentException>(() => model.call(Draws.Ids(1, 11, 1, 9))).Message);
    }

    [Fact]
    public void A_tied_head_is_the_embedding_saved_once_and_trained_by_both()
    {
        using var scope = NewDisposeScope();
        using var tied = TinyModel.Create(config: TinyModel.Config with { TiedHead = true });
        using var untied = TinyModel.Create();

        Assert.Same(tied.TokenEmbeddings.Weight, tied.Head.Weight);
        Assert.Equal(StateNames.CountParameters(untied) - 11 * 8, StateNames.CountParameters(tied));
        Assert.DoesNotContain("lm_head.weight", StateNames.Collect(tied).Keys);

        // The gradient of the one matrix is the sum of those that the two of an untied model with the same values get.
        StateNames.Load(untied, new Dictionary<string, Tensor>(StateNames.Collect(tied)) { ["lm_head.weight"] = tied.Head.Weight });
        var ids = Draws.Ids(1, 11, 2, 8);
        tied.call(ids).square().mean().backward();
        untied.call(ids).square().mean().backward();
        TensorAssert.Close(untied.TokenEmbeddings.Weight.grad! + untied.Head.Weight.grad!, tied.Head.Weight.grad!);
    }

    [Fact]
    public void A_tied_model_begins_with_moderate_logits()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: TinyModel.Config with { TiedHead = true });

        Assert.InRange(model.call(Draws.Ids(1, 11, 4, 8)).std().item<float>(), 0.1f, 3f);
    }

    [Fact]
    public void Sizes_that_make_no_model_are_refused() => Assert.Throws<ConfigurationException>(
        () => new TransformerLm(TinyModel.Config with { NHeads = 3 }));
}
