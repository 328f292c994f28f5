using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class CausalSelfAttentionTests
{
    [Property]
    public void Each_head_attends_with_its_own_rows_of_the_weights_queries_and_keys_rotated(
        Dim heads, Dim halfHead, Dim seq, bool withRope, int seed)
    {
        using var scope = NewDisposeScope();
        var (dHead, dModel) = (2 * halfHead, 2 * halfHead * heads);
        using var rope = new RotaryEmbedding(100, dHead, maxSeq: 20);
        using var attention = new CausalSelfAttention(dModel, heads, withRope ? rope : null);
        var x = Draws.Normal(seed, seq, dModel);

        var byHead = Enumerable.Range(0, heads).Select(head => ScaledDotProductAttention.Of(
            Rotated(Rows(attention.Query, head)), Rotated(Rows(attention.Key, head)), Rows(attention.Value, head),
            ScaledDotProductAttention.CausalMask(seq, seq, CPU)));

        TensorAssert.Close(attention.Output.call(cat([.. byHead], -1)), attention.call(x, null), absolute: 1e-4);

        Tensor Rotated(Tensor rows) => withRope ? rope.call(rows, null) : rows;

        Tensor Rows(Linear projection, int head) => mm(x, projection.Weight.narrow(0, head * dHead, dHead).t());
    }

    [Property]
    public void Changing_a_later_token_changes_no_bit_of_an_earlier_result(Dim before, Dim after, int seed)
    {
        using var scope = NewDisposeScope();
        using var attention = WithRope(maxSeq: 20);
        var x = Draws.Normal(seed, 2, before + after, 8);
        var changed = x.clone();
        changed.narrow(1, before, after).copy_(Draws.Normal(seed + 1, 2, after, 8) * 1e3);

        TensorAssert.Same(
            attention.call(x, null).narrow(1, 0, before).detach(), attention.call(changed, null).narrow(1, 0, before).detach());
    }

    [Property]
    public void The_order_of_the_heads_does_not_matter_if_their_weights_go_with_them(Dim heads, Dim seq, int seed)
    {
        const int DHead = 4;
        using var scope = NewDisposeScope();
        var dModel = DHead * heads;
        using var attention = new CausalSelfAttention(dModel, heads, new RotaryEmbedding(10_000, DHead, maxSeq: 20));
        var x = Draws.Normal(seed, 2, seq, dModel);
        var before = attention.call(x, null);

        // Rows of the projections that make queries, keys and values; columns of the one that mixes the results.
        var order = Enumerable.Range(0, heads).ToArray();
        new Random(seed).Shuffle(order);
        var features = tensor([.. order.SelectMany(head => Enumerable.Range(head * DHead, DHead)).Select(row => (long)row)]);
        using (no_grad())
        {
            foreach (var projection in (Linear[])[attention.Query, attention.Key, attention.Value])
                projection.Weight.copy_(projection.Weight.index_select(0, features));
            attention.Output.Weight.copy_(attention.Output.Weight.index_select(1, features));
        }

        TensorAssert.Close(before, attention.call(x, null));
    }

    [Property]
    public void Only_differences_of_positions_matter(Dim seq, Dim shift, int seed)
    {
        using var scope = NewDisposeScope();
        using var attention = WithRope(maxSeq: 20);
        var x = Draws.Normal(seed, 2, seq, 8);

        TensorAssert.Close(attention.call(x, null), attention.call(x, arange(seq.Value) + shift.Value), absolute: 1e-4);
    }

    [Fact]
    public void Positions_may_differ_by_sequence()
    {
        using var scope = NewDisposeScope();
        using var attention = WithRope(maxSeq: 20);
        var x = Draws.Normal(1, 2, 3, 8);
        var positions = tensor([0L, 1, 2, 4, 9, 11], [2, 3]);

        var attended = attention.call(x, positions);

        TensorAssert.Close(attention.call(x[0], null), attended[0]);
        TensorAssert.Close(attention.call(x[1], positions[1]), attended[1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_number_of_heads_that_does_not_divide_the_width_is_refused(int heads) => Assert.StartsWith(
        $"Attention: d_model 8 is not divisible by n_heads {heads}.",
        Assert.Throws<ArgumentException>(() => new CausalSelfAttention(8, heads)).Message);

    private static CausalSelfAttention WithRope(long maxSeq)
    {
        manual_seed(1);
        return new(dModel: 8, nHeads: 2, new RotaryEmbedding(10_000, d: 4, maxSeq));
    }
}
