using Cs336.Model.Functional;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Functional;

public sealed class CrossEntropyTests
{
    [Property]
    public void Loss_is_minus_the_log_of_the_target_s_probability(Dim batch, Dim seq, Dim vocab, int seed)
    {
        using var scope = NewDisposeScope();
        var (logits, targets) = (Draws.Normal(seed, batch, seq, vocab) * 3, Draws.Ids(seed, vocab, batch, seq));

        var losses = CrossEntropy.PerPosition(logits, targets);

        var probabilities = Softmax.Of(logits.to(ScalarType.Float64), -1).gather(-1, targets.unsqueeze(-1)).squeeze(-1);
        TensorAssert.Close(-probabilities.log(), losses);
        TensorAssert.Close(losses.mean(), CrossEntropy.Of(logits, targets));
    }

    [Property]
    public void Gradient_is_probability_minus_one_hot_and_sums_to_zero(Dim rows, Dim vocab, int seed)
    {
        using var scope = NewDisposeScope();
        var logits = Draws.Normal(seed, ScalarType.Float64, rows, vocab).requires_grad_();
        var targets = Draws.Ids(seed, vocab, rows);

        CrossEntropy.Of(logits, targets).backward();

        var oneHot = (arange(vocab.Value) == targets.unsqueeze(-1)).to(ScalarType.Float64);
        TensorAssert.Close((Softmax.Of(logits, -1) - oneHot) / rows.Value, logits.grad!, absolute: 1e-12);
        TensorAssert.Close(zeros(rows), logits.grad!.sum(-1), absolute: 1e-12);
    }

    [Fact]
    public void Equal_logits_cost_the_log_of_the_vocabulary()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(Math.Log(50), CrossEntropy.Of(full([3, 50], -7f), Draws.Ids(1, 50, 3)).item<float>(), 5);
    }

    [Theory]
    [InlineData(1e4f, -1e4f, 0, 0)]
    [InlineData(1e4f, -1e4f, 1, 2e4)]
    [InlineData(1e4f, 1e4f, 0, 0.6931471805599453)]
    [InlineData(-1e4f, -10001f, 0, 0.3132616875182228)]
    public void Logits_in_the_thousands_lose_no_digits(float first, float second, int target, double expected)
    {
        using var scope = NewDisposeScope();
        var logits = tensor([first, second], [1, 2]).requires_grad_();

        var loss = CrossEntropy.Of(logits, tensor([(long)target]));
        loss.backward();

        Assert.Equal(expected, loss.item<float>(), 1e-6);
        TensorAssert.AllFinite(logits.grad!);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Narrow_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (logits, targets) = (Draws.Normal(3, 4, 9).to(type), Draws.Ids(3, 9, 4));

        TensorAssert.Same(CrossEntropy.Of(logits.to(ScalarType.Float32), targets), CrossEntropy.Of(logits, targets));
    }

    [Property]
    public void Ignored_positions_are_the_same_as_positions_that_are_not_there(Dim rows, Dim vocab, bool outside, int seed)
    {
        using var scope = NewDisposeScope();
        var logits = Draws.Normal(seed, ScalarType.Float64, rows, vocab).requires_grad_();
        var targets = Draws.Ids(seed, vocab, rows);
        var counts = Draws.Normal(seed + 1, rows) > 0;
        counts[0] = true;
        var ignored = outside ? -100 : vocab.Value;
        var marked = targets.masked_fill(counts.logical_not(), ignored);

        var loss = CrossEntropy.Of(logits, marked, ignored);
        loss.backward();

        TensorAssert.Close(CrossEntropy.Of(logits[counts], targets[counts]), loss, absolute: 1e-12);
        TensorAssert.Same(zeros_like(logits[counts.logical_not()]), logits.grad![counts.logical_not()]);
        Assert.True((CrossEntropy.PerPosition(logits, marked, ignored)[counts.logical_not()] == 0).all().item<bool>());
        TensorAssert.Close(CrossEntropy.PerPosition(logits, targets)[counts], CrossEntropy.PerPosition(logits, marked, ignored)[counts]);
    }

    [Fact]
    public void An_ignored_token_of_the_vocabulary_does_not_count_and_where_none_counts_there_is_no_mean()
    {
        using var scope = NewDisposeScope();
        var logits = Draws.Normal(1, 2, 3, 5);
        var targets = tensor([0L, 3, 0, 0, 2, 0], [2, 3]);

        var expected = (CrossEntropy.Of(logits[0, 1], targets[0, 1]) + CrossEntropy.Of(logits[1, 1], targets[1, 1])) / 2;

        TensorAssert.Close(expected, CrossEntropy.Of(logits, targets, ignoreIndex: 0));
        TensorAssert.Same(CrossEntropy.Of(logits, targets), CrossEntropy.Of(logits, targets, ignoreIndex: 4));
        Assert.True(float.IsNaN(CrossEntropy.Of(logits, zeros_like(targets), ignoreIndex: 0).item<float>()));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Perplexity_of_equal_logits_is_the_size_of_the_vocabulary(ScalarType type)
    {
        using var scope = NewDisposeScope();

        var perplexity = CrossEntropy.Perplexity(full([2, 3, 50], 4f).to(type), Draws.Ids(1, 50, 2, 3));

        Assert.Equal(ScalarType.Float32, perplexity.dtype);
        Assert.Equal(50, perplexity.item<float>(), 1e-3);
        Assert.Equal(50, CrossEntropy.Perplexity(full([2, 50], 4f), tensor([7L, -100]), ignoreIndex: -100).item<float>(), 1e-3);
    }

    [Fact]
    public void Targets_may_be_of_any_type_of_integers()
    {
        using var scope = NewDisposeScope();
        var (logits, targets) = (Draws.Normal(3, 4, 9), Draws.Ids(3, 9, 4));

        TensorAssert.Same(CrossEntropy.Of(logits, targets), CrossEntropy.Of(logits, targets.to(ScalarType.Int32)));
    }

    [Theory]
    [InlineData(new long[] { }, new long[] { })]
    [InlineData(new long[] { 2, 3, 5 }, new long[] { 2, 1 })]
    [InlineData(new long[] { 2, 3, 5 }, new long[] { 6 })]
    [InlineData(new long[] { 2, 5 }, new long[] { })]
    [InlineData(new long[] { 5 }, new long[] { 1 })]
    public void Leading_dimensions_that_differ_are_refused_and_both_shapes_are_named(long[] logits, long[] targets)
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => CrossEntropy.Of(zeros(logits), zeros(targets, ScalarType.Int64)));

        Assert.Contains($"[{string.Join(", ", logits)}]", error.Message);
        Assert.Contains($"[{string.Join(", ", targets)}]", error.Message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_target_outside_the_vocabulary_is_an_exception(long target)
    {
        using var scope = NewDisposeScope();

        Assert.ThrowsAny<Exception>(() => CrossEntropy.Of(zeros(1, 5), tensor([target])));
    }
}
