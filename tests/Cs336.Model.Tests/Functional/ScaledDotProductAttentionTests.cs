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
        q.requires_grad_();
        var mask = tensor([false, false, false, true, true, false], [2, 3]);

        var attended = Attention.Of(q, k, v, mask);
        attended.sum().backward();

        TensorAssert.Same(zeros(2), attended[0].detach());
        TensorAssert.Same(zeros(4), q.grad![0]);
        TensorAssert.AllFinite(q.grad!);
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
