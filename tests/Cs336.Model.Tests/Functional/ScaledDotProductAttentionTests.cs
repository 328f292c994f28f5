using Cs336.Model.Functional;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;
using Attention = Cs336.Model.Functional.ScaledDotProductAttention;

namespace Cs336.Model.Tests.Functional;

public sealed class ScaledDotProductAttentionTests
{
    [Property]
    public void Each_query_gets_the_weighted_mean_of_the_values(Dim queries, Dim keys, Dim dK, Dim dV, int seed)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Inputs(seed, queries, keys, dK, dV);

        var attended = Attention.Of(q, k, v);

        for (var i = 0; i < queries; i++)
        {
            var weights = Softmax.Of(stack([.. Enumerable.Range(0, keys).Select(j => (q[i] * k[j]).sum() / Math.Sqrt(dK))]), 0);
            TensorAssert.Close((weights.unsqueeze(-1) * v).sum(dim: 0), attended[i]);
        }
    }

    [Property]
    public void Masking_a_key_is_the_same_as_leaving_it_out(Dim queries, Dim keys, Dim dK, Dim dV, int seed)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Inputs(seed, queries, keys, dK, dV);
        var mayAttend = Draws.Normal(seed + 3, keys) > 0;
        mayAttend[0] = true;

        TensorAssert.Close(Attention.Of(q, k[mayAttend], v[mayAttend]), Attention.Of(q, k, v, mayAttend.unsqueeze(0)));
    }

    [Property]
    public void The_order_of_keys_does_not_matter(Dim queries, Dim keys, Dim dK, Dim dV, int seed)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Inputs(seed, queries, keys, dK, dV);

        TensorAssert.Close(Attention.Of(q, k, v), Attention.Of(q, k.flip(0), v.flip(0)));
    }

    [Fact]
    public void A_query_that_may_attend_to_nothing_gets_zeros_and_finite_gradients()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Inputs(seed: 1, queries: 2, keys: 3, dK: 4, dV: 2);
        foreach (var operand in (Tensor[])[q, k, v])
            operand.requires_grad_();
        var mask = tensor([false, false, false, true, true, false], [2, 3]);

        var attended = Attention.Of(q, k, v, mask);
        attended.sum().backward();

        TensorAssert.Same(zeros(2), attended[0].detach());
        TensorAssert.Same(zeros(4), q.grad![0]);
        TensorAssert.AllFinite(q.grad!);

        // Of keys and values it gets what the other query alone would give.
        var (gradientOfKeys, gradientOfValues) = (k.grad!.clone(), v.grad!.clone());
        k.grad = v.grad = null;
        Attention.Of(q[1].unsqueeze(0), k, v, mask[1].unsqueeze(0)).sum().backward();
        TensorAssert.Close(k.grad!, gradientOfKeys);
        TensorAssert.Close(v.grad!, gradientOfValues);
    }

    [Property]
    public void Leading_dimensions_are_independent(Dim batch, Dim heads, Dim keys, Dim dK, int seed)
    {
        using var scope = NewDisposeScope();
        long[] shape = [batch, heads, keys, dK];
        var (q, k, v) = (Draws.Normal(seed, shape), Draws.Normal(seed + 1, shape), Draws.Normal(seed + 2, shape));
        var mask = Attention.CausalMask(keys, keys, CPU);

        TensorAssert.Close(Attention.Of(q[-1, 0], k[-1, 0], v[-1, 0], mask), Attention.Of(q, k, v, mask)[-1, 0]);
    }

    [Property]
    public void The_causal_mask_lets_the_last_query_see_every_key_and_each_earlier_one_a_key_fewer(Dim queries, Dim more)
    {
        using var scope = NewDisposeScope();
        var keys = queries + more - 1;

        var mask = Attention.CausalMask(queries, keys, CPU);

        Assert.Equal([queries, keys], mask.shape);
        for (var i = 0; i < queries; i++)
            for (var j = 0; j < keys; j++)
                Assert.Equal(j <= keys - queries + i, mask[i, j].item<bool>());
    }

    [Theory]
    [InlineData(ScalarType.Float32, new long[] { 2, 3 })]
    [InlineData(ScalarType.Int64, new long[] { 2, 3 })]
    [InlineData(ScalarType.Bool, new long[] { 3, 2 })]
    [InlineData(ScalarType.Bool, new long[] { 4, 2, 3 })]
    public void A_mask_that_is_not_boolean_or_does_not_fit_is_refused(ScalarType type, long[] shape)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Inputs(seed: 1, queries: 2, keys: 3, dK: 4, dV: 2);

        var error = Assert.Throws<ArgumentException>(
            () => Attention.Of(q.expand(5, 2, 4), k.expand(5, 3, 4), v.expand(5, 3, 2), ones(shape, type)));

        Assert.Contains($"the mask is {type} of shape [{string.Join(", ", shape)}]", error.Message);
        Assert.Contains("[5, 2, 3]", error.Message);
    }

    [Fact]
    public void A_mask_is_broadcast_over_leading_dimensions()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 3, 4, 5];
        var (q, k, v) = (Draws.Normal(1, shape), Draws.Normal(2, shape), Draws.Normal(3, shape));
        var mask = Draws.Normal(4, 2, 1, 1, 4) > 0;
        mask[.., .., .., 0] = true;

        TensorAssert.Same(Attention.Of(q, k, v, mask.expand(2, 3, 4, 4)), Attention.Of(q, k, v, mask));
    }

    [Fact]
    public void A_vector_is_no_set_of_queries()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => Attention.Of(zeros(4), zeros(3, 4), zeros(3, 2))).Message);
    }

    [Theory]
    [InlineData(3, 4, 2, 2)]
    [InlineData(4, 4, 2, 3)]
    public void Shapes_that_do_not_fit_are_refused(long dQuery, long dKey, long keys, long values)
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentException>(() => Attention.Of(zeros(5, dQuery), zeros(keys, dKey), zeros(values, 7)));
    }

    private static (Tensor Queries, Tensor Keys, Tensor Values) Inputs(int seed, int queries, int keys, int dK, int dV) =>
        (Draws.Normal(seed, queries, dK), Draws.Normal(seed + 1, keys, dK), Draws.Normal(seed + 2, keys, dV));
}
