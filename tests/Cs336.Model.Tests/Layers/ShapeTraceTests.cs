using Cs336.Annotations;
using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class ShapeTraceTests
{
    [Fact]
    public void Every_module_is_shown_once_with_its_shapes_however_often_it_is_called()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: TinyModel.Config with { NLayers = 1 });
        var lines = new List<string>();
        ShapeTrace.Once(model, lines.Add);

        model.call(Draws.Ids(1, 11, 3, 5));
        model.call(Draws.Ids(1, 11, 2, 4));

        Assert.Equal(
            [
                "token_embeddings           Embedding            [3, 5] → [3, 5, 8]",
                "layers.0.ln1               RmsNorm              [3, 5, 8] → [3, 5, 8]",
                "layers.0.attn.q_proj       Linear               [3, 5, 8] → [3, 5, 8]",
                "layers.0.attn.rope         RotaryEmbedding      [3, 2, 5, 4] → [3, 2, 5, 4]",
                "layers.0.attn.k_proj       Linear               [3, 5, 8] → [3, 5, 8]",
                "layers.0.attn.v_proj       Linear               [3, 5, 8] → [3, 5, 8]",
                "layers.0.attn.output_proj  Linear               [3, 5, 8] → [3, 5, 8]",
                "layers.0.attn              CausalSelfAttention  [3, 5, 8] → [3, 5, 8]",
                "layers.0.ln2               RmsNorm              [3, 5, 8] → [3, 5, 8]",
                "layers.0.ffn.w1            Linear               [3, 5, 8] → [3, 5, 12]",
                "layers.0.ffn.w3            Linear               [3, 5, 8] → [3, 5, 12]",
                "layers.0.ffn.w2            Linear               [3, 5, 12] → [3, 5, 8]",
                "layers.0.ffn               SwiGlu               [3, 5, 8] → [3, 5, 8]",
                "layers.0                   TransformerBlock     [3, 5, 8] → [3, 5, 8]",
                "ln_final                   RmsNorm              [3, 5, 8] → [3, 5, 8]",
                "lm_head                    Linear               [3, 5, 8] → [3, 5, 11]",
                "model                      TransformerLm        [3, 5] → [3, 5, 11]",
            ],
            lines);
    }

    [Fact]
    public void Modules_with_state_are_shown_under_the_path_of_their_state()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var lines = new List<string>();
        ShapeTrace.Once(model, lines.Add);

        model.call(Draws.Ids(1, 11, 1, 4));

        var shown = lines.Select(line => line.Split(' ')[0]).ToHashSet();
        Assert.All(StateNames.Collect(model).Keys, name => Assert.Contains(name[..name.LastIndexOf('.')], shown));
    }

    [Fact]
    public void Inputs_that_are_given_are_all_shown()
    {
        using var scope = NewDisposeScope();
        using var attention = new CausalSelfAttention(8, 2, new RotaryEmbedding(10_000, 4, 9));
        var lines = new List<string>();
        ShapeTrace.Once(attention, lines.Add);

        attention.call(Draws.Normal(1, 3, 5, 8), arange(5, ScalarType.Int64));

        Assert.EndsWith("CausalSelfAttention  [3, 5, 8], [5] → [3, 5, 8]", lines[^1]);
    }

    [Fact]
    public void What_worked_before_an_error_has_been_shown()
    {
        using var scope = NewDisposeScope();
        using var feedForward = new SwiGlu(4, 6);
        feedForward.Down.ProductType = ScalarType.Bool;
        var lines = new List<string>();
        ShapeTrace.Once(feedForward, lines.Add);

        Assert.Throws<ArgumentException>(() => feedForward.call(Draws.Normal(1, 2, 4)));

        Assert.Equal(["w1     Linear  [2, 4] → [2, 6]", "w3     Linear  [2, 4] → [2, 6]"], lines);
    }

    [Fact]
    public void Results_are_those_of_a_model_that_is_not_followed()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var ids = Draws.Ids(1, 11, 2, 8);
        var expected = model.call(ids).detach();

        ShapeTrace.Once(model, _ => { });

        TensorAssert.Same(expected, model.call(ids).detach());
        TensorAssert.Same(expected, model.call(ids).detach());
    }
}
