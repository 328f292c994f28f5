using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class RotaryEmbeddingTests
{
    private const long MaxSeq = 40;

    [Property]
    public void Each_pair_is_rotated_by_position_times_theta_to_the_minus_2i_over_d(Dim seq, Dim pairs, int seed)
    {
        using var scope = NewDisposeScope();
        var d = 2 * pairs;
        using var rope = new RotaryEmbedding(100, d, MaxSeq);
        var x = Draws.Normal(seed, seq, d);

        var rotated = rope.call(x, null);

        for (var position = 0; position < seq; position++)
            for (var i = 0; i < pairs; i++)
            {
                var (sin, cos) = Math.SinCos(position * Math.Pow(100, -2.0 * i / d));
                var (a, b) = (x[position, 2 * i].item<float>(), x[position, 2 * i + 1].item<float>());
                TensorAssert.Close([a * cos - b * sin, a * sin + b * cos], rotated[position].narrow(0, 2 * i, 2));
            }
    }

    [Property]
    public void Rotation_keeps_the_norm_of_every_pair(Dim batch, Dim seq, Dim pairs, int seed)
    {
        using var scope = NewDisposeScope();
        using var rope = new RotaryEmbedding(10_000, 2 * pairs, MaxSeq);
        var x = Draws.Normal(seed, batch, seq, 2 * pairs);

        TensorAssert.Close(PairNorms(x), PairNorms(rope.call(x, null)));
    }

    [Property]
    public void Inner_products_depend_on_the_difference_of_positions_alone(Dim distance, Dim shift, Dim pairs, int seed)
    {
        using var scope = NewDisposeScope();
        using var rope = new RotaryEmbedding(10_000, 2 * pairs, MaxSeq);
        var (query, key) = (Draws.Normal(seed, 1, 2 * pairs), Draws.Normal(seed + 1, 1, 2 * pairs));

        TensorAssert.Close(ProductAt(distance, 0), ProductAt(distance + 5 * shift, 5 * shift), absolute: 1e-4);

        Tensor ProductAt(long queryPosition, long keyPosition) =>
            (rope.call(query, tensor([queryPosition])) * rope.call(key, tensor([keyPosition]))).sum();
    }

    [Fact]
    public void Explicit_positions_mean_what_the_default_means_and_may_differ_by_row()
    {
        using var scope = NewDisposeScope();
        using var rope = new RotaryEmbedding(10_000, 4, MaxSeq);
        var x = Draws.Normal(1, 2, 3, 4);

        TensorAssert.Same(rope.call(x, null), rope.call(x, arange(3)));
        var shifted = rope.call(x, tensor([0L, 1, 2, 7, 8, 9], [2, 3]));
        TensorAssert.Same(rope.call(x, null)[0], shifted[0]);
        TensorAssert.Same(rope.call(x[1], tensor([7L, 8, 9])), shifted[1]);
    }

    [Fact]
    public void Tables_stay_float32_and_exact_when_the_module_becomes_bfloat16()
    {
        using var scope = NewDisposeScope();
        using var rope = new RotaryEmbedding(10_000, 4, MaxSeq);
        var cosine = rope.Cosine.clone();

        using var moved = rope.to(ScalarType.BFloat16);

        TensorAssert.Same(cosine, rope.Cosine);
        Assert.Equal(ScalarType.Float32, rope.Sine.dtype);
        Assert.Equal(ScalarType.BFloat16, rope.call(zeros(3, 4, dtype: ScalarType.BFloat16), null).dtype);
    }

    [Fact]
    public void Tables_are_no_part_of_the_state()
    {
        using var rope = new RotaryEmbedding(10_000, 4, MaxSeq);

        Assert.Empty(rope.state_dict());
    }

    [Fact]
    public void Tables_are_right_to_the_last_bit_far_from_the_start()
    {
        using var rope = new RotaryEmbedding(10_000, d: 4, maxSeq: 5_000);

        Assert.Equal((float)Math.Cos(4_999 * Math.Pow(10_000, -0.5)), rope.Cosine[4_999, 1].item<float>(), 1e-7f);
        Assert.Equal((float)Math.Sin(4_999), rope.Sine[4_999, 0].item<float>(), 1e-7f);
    }

    [Fact]
    public void Odd_lengths_are_refused() => Assert.Contains(
        "vectors of length 5 hold no whole number of pairs",
        Assert.Throws<ArgumentException>(() => new RotaryEmbedding(10_000, 5, MaxSeq)).Message);

    [Theory]
    [InlineData(new long[] { 5, 4 }, "a sequence of 5 is longer than the tables, which end at 4")]
    [InlineData(new long[] { 2, 2 }, "vectors of shape [2, 2] do not fit; expected [..., seq, 4]")]
    [InlineData(new long[] { 4 }, "vectors of shape [4] do not fit; expected [..., seq, 4]")]
    public void Sequences_beyond_the_tables_and_vectors_of_another_length_are_refused(long[] shape, string expected)
    {
        using var scope = NewDisposeScope();
        using var rope = new RotaryEmbedding(10_000, d: 4, maxSeq: 4);

        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => rope.call(zeros(shape), null)).Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_position_outside_the_tables_is_an_exception(long position)
    {
        using var scope = NewDisposeScope();
        using var rope = new RotaryEmbedding(10_000, d: 4, maxSeq: 4);

        Assert.ThrowsAny<Exception>(() => rope.call(zeros(1, 4), tensor([position])));
    }

    private static Tensor PairNorms(Tensor x) => x.reshape([.. x.shape[..^1], -1, 2]).square().sum(-1).sqrt();
}
