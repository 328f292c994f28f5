using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Layers;
using TorchSharp;
using Xunit;
using static Cs336.Adapters.Adapters;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests;

/// <summary>
/// Wherever the official function allows <c>...</c>, any leading dimensions give what each of their parts gives alone; optional arguments
/// may be left out, positions and masks are broadcast, and inputs may be shorter than the longest.
/// </summary>
public sealed class AdapterShapeTests : IDisposable
{
    private const int DModel = 8, Heads = 2, Longest = 10;

    private static readonly ModelConfig Tiny =
        new() { VocabSize = 11, ContextLength = Longest, DModel = DModel, NHeads = Heads, DFf = 16, NLayers = 2, RopeTheta = 100 };

    private readonly DisposeScope scope = NewDisposeScope();

    public AdapterShapeTests() => manual_seed(336);

    public static TheoryData<string, Func<Tensor, Tensor>> OfFeatures
    {
        get
        {
            var (square, wide, narrow) = (new Lazy<Tensor>(() => Kept(8, 8)), new Lazy<Tensor>(() => Kept(12, 8)), new Lazy<Tensor>(() => Kept(8, 12)));
            return new()
            {
                { "linear", x => RunLinear(8, 12, wide.Value, x) },
                { "swiglu", x => RunSwiGlu(8, 12, wide.Value, narrow.Value, wide.Value, x) },
                { "rms norm", x => RunRmsNorm(8, 1e-5, square.Value[0], x) },
                { "silu", RunSilu },
                { "softmax", x => RunSoftmax(x, -1) },
                { "rope", x => RunRope(8, 100, Longest, x, arange(x.shape[^2])) },
                { "attention", x => RunScaledDotProductAttention(x, x * 2, x + 1) },
                { "attention with a mask", x => RunScaledDotProductAttention(x, x, x, ones(x.shape[^2], x.shape[^2]).tril().to(ScalarType.Bool)) },
                { "self-attention", x => RunMultiheadSelfAttention(8, Heads, square.Value, square.Value, square.Value, square.Value, x) },
                {
                    "self-attention with rope",
                    x => RunMultiheadSelfAttentionWithRope(8, Heads, Longest, 100, square.Value, square.Value, square.Value, square.Value, x)
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(OfFeatures))]
    public void Leading_dimensions_are_independent(string name, Func<Tensor, Tensor> function)
    {
        Assert.NotEmpty(name);
        var x = randn(2, 3, 5, DModel);

        var y = function(x);

        for (var i = 0; i < 2; i++)
            for (var j = 0; j < 3; j++)
                Check(function(x[i, j]), y[i, j]);
        Check(y[1], function(x[1]));
    }

    [Fact]
    public void Ids_may_have_any_leading_dimensions_and_any_length_up_to_the_context()
    {
        var state = StateNames.Collect(new TransformerLm(Tiny)).ToDictionary();
        foreach (var length in (int[])[1, 4, Longest])
        {
            var ids = randint(0, 11, [2, 3, length], ScalarType.Int64);
            var logits = Lm(state, ids);

            Assert.Equal([2, 3, length, 11], logits.shape);
            Check(Lm(state, ids[1, 2]), logits[1, 2]);
        }
        Assert.Throws<ArgumentException>(() => Lm(state, zeros(1, Longest + 1, dtype: ScalarType.Int64)));
        Assert.Equal([3, 4, 5, 8], RunEmbedding(11, 8, state["token_embeddings.weight"], zeros(3, 4, 5, dtype: ScalarType.Int64)).shape);
    }

    [Fact]
    public void A_block_takes_any_leading_dimensions_and_any_length_up_to_the_longest()
    {
        const string prefix = "layers.0.";
        var state = StateNames.Collect(new TransformerLm(Tiny))
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
        var x = randn(2, 3, 4, DModel);

        var y = RunTransformerBlock(DModel, Heads, 16, Longest, 100, state, x);

        Check(RunTransformerBlock(DModel, Heads, 16, Longest, 100, state, x[1, 2]), y[1, 2]);
    }

    [Fact]
    public void Positions_are_broadcast_over_leading_dimensions_and_heads()
    {
        var (weight, x, positions) = (Kept(8, 8), randn(2, 3, 5, DModel), tensor([4L, 2, 0, 9, 3]));
        Tensor Attend(Tensor? at) => RunMultiheadSelfAttentionWithRope(8, Heads, Longest, 100, weight, weight, weight, weight, x, at);

        foreach (var shape in (long[][])[[1, 5], [1, 1, 5], [3, 5], [2, 3, 5], [2, 1, 5]])
        {
            Check(RunRope(8, 100, Longest, x, positions), RunRope(8, 100, Longest, x, positions.expand(shape)));
            Check(Attend(positions), Attend(positions.expand(shape)));
        }
        Check(Attend(null), Attend(arange(5)));
    }

    [Fact]
    public void A_mask_is_broadcast_over_leading_dimensions()
    {
        var (q, k, v) = (randn(2, 3, 4, 8), randn(2, 3, 5, 8), randn(2, 3, 5, 6));
        var mask = ones(4, 5).tril(1).to(ScalarType.Bool);

        var expected = RunScaledDotProductAttention(q, k, v, mask);

        Assert.Equal([2, 3, 4, 6], expected.shape);
        Check(expected, RunScaledDotProductAttention(q, k, v, mask.expand(2, 3, 4, 5)));
        Check(expected, RunScaledDotProductAttention(q, k, v, mask.expand(1, 1, 4, 5)));
    }

    [Fact]
    public void Cross_entropy_is_one_mean_over_all_leading_dimensions()
    {
        var (logits, targets) = (randn(2, 3, 5), randint(0, 5, [2, 3], ScalarType.Int64));

        Check(RunCrossEntropy(logits.reshape(6, 5), targets.reshape(6)), RunCrossEntropy(logits, targets));
        Check(RunCrossEntropy(logits, targets), RunCrossEntropy(logits, targets.to(ScalarType.Int32)));
    }

    public void Dispose() => scope.Dispose();

    // Theory data outlive the scope of a test.
    private static Tensor Kept(params long[] shape) => (randn(shape) / 3).DetachFromDisposeScope();

    private static Tensor Lm(IReadOnlyDictionary<string, Tensor> state, Tensor ids) =>
        RunTransformerLm(11, Longest, DModel, numLayers: 2, Heads, dFf: 16, ropeTheta: 100, state, ids);

    private static void Check(Tensor expected, Tensor found) => new Tolerance(1e-5, 1e-5).Check("result", expected.detach(), found.detach());
}
