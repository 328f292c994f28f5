using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>A tree of modules as text.</summary>
[Properties(Arbitrary = [typeof(Trees)], MaxTest = 40, Replay = "336,15")]
public sealed class DescriptionTests
{
    [Fact]
    public void A_description_shows_names_shapes_types_and_counts_and_draws_like_neighbours_once()
    {
        using var model = new LanguageModel(vocab: 1000, dModel: 4, layers: 3, tied: true);

        Assert.Equal(
            """
            LanguageModel, 4,112 parameters
              (token_embeddings): Dense, 4,000 parameters
                weight: [d_out = 1000, d_in = 4] Float32
              (layers): ModuleArray, 108 parameters
                (0-2): 3 × Block, 36 parameters each
                  (ln1): RmsNorm, 4 parameters
                    weight: [d_model = 4] Float32
                  (attn): Attention, 32 parameters
                    (q_proj): Dense, 16 parameters
                      weight: [d_out = 4, d_in = 4] Float32
                    (output_proj): Dense, 16 parameters
                      weight: [d_out = 4, d_in = 4] Float32
                    (rope): RotaryTables, 0 parameters
                      cosine: [max_seq = 2, d_half = 4] Float32, buffer, not saved
                      sine: [max_seq = 2, d_half = 4] Float32, buffer, not saved
              (ln_final): RmsNorm, 4 parameters
                weight: [d_model = 4] Float32
              (lm_head): Dense, 4,000 parameters
                weight: [d_out = 1000, d_in = 4] Float32, tied to token_embeddings.weight
            """,
            StateNames.Describe(model));
    }

    [Fact]
    public void Literal_dimensions_scalars_and_modules_of_TorchSharp_are_shown_as_they_are()
    {
        using var counter = new Wrappers.Residual<nn.Module<Tensor, Tensor>>(nn.Sequential(("c", new Counter(2)), ("l", nn.Linear(2, 1))));

        var lines = StateNames.Describe(counter).Split('\n').Select(line => line.Trim()).ToList();

        Assert.Contains("scale: [3, d = 2] Float32", lines);
        Assert.Contains("count: [] Int64, buffer", lines);
        Assert.Contains("(0-1): 2 × Dense, 4 parameters each", lines);
        Assert.Contains("weight: [1, 2] Float32", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("bias: [d"));
    }

    [Fact]
    public void A_description_speaks_the_dialect_that_was_asked_for()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);

        Assert.Contains("(model.layers): ModuleArray", StateNames.Describe(model, Dialect.HuggingFaceLlama));
        Assert.Contains("(o_proj): Dense", StateNames.Describe(model, Dialect.HuggingFaceLlama));
    }

    [Property]
    public void The_first_line_counts_what_CountParameters_counts(Tree tree)
    {
        using var node = new Node(tree, tie: null);

        var first = StateNames.Describe(node).Split('\n')[0];

        Assert.StartsWith($"Node, {StateNames.CountParameters(node)} parameter", first);
    }
}
