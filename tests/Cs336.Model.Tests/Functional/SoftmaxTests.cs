using Cs336.Model.Functional;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Functional;

public sealed class SoftmaxTests
{
    [Property]
    public void Rows_are_the_normalised_exponentials(Dim n, int seed)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(seed, n);
        var exponentials = x.data<float>().Select(value => Math.Exp(value)).ToArray();

        TensorAssert.Close(exponentials.Select(value => value / exponentials.Sum()), Softmax.Of(x, dim: 0));
    }

    [Property]
    public void Any_dimension_sums_to_one(Dim a, Dim b, Dim c, int seed)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(seed, a, b, c) * 10;

        for (var dim = -3; dim < 3; dim++)
        {
            var probabilities = Softmax.Of(x, dim);
            TensorAssert.Close(ones_like(x.sum(dim)), probabilities.sum(dim));
            TensorAssert.Close(Softmax.Of(x.transpose(dim, -1), -1).transpose(dim, -1), probabilities);
        }
    }

    [Property]
    public void A_shift_of_a_row_changes_nothing(Dim rows, Dim n, int seed, short shift)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(seed, ScalarType.Float64, rows, n);

        TensorAssert.Close(Softmax.Of(x, -1), Softmax.Of(x + shift, -1), absolute: 1e-10, relative: 0);
    }

    [Property]
    public void A_higher_logit_never_has_a_lower_probability(Dim n, int seed)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(seed, n) * 30;
        var ascending = Softmax.Of(x.sort().Values, -1);

        Assert.True((ascending.diff(1) >= 0).all().item<bool>());
    }

    [Fact]
    public void Huge_logits_neither_overflow_nor_vanish_together()
    {
        using var scope = NewDisposeScope();

        TensorAssert.Close([0, 0.5, 0.5], Softmax.Of(tensor([-1e4f, 1e4f, 1e4f]), -1), absolute: 0);
        TensorAssert.Close([0.5, 0.5], Softmax.Of(tensor([-1e30f, -1e30f]), -1), absolute: 0);
        TensorAssert.Close([0, 1], Softmax.Of(tensor([float.NegativeInfinity, -5f]), -1), absolute: 0);
    }

    [Property]
    public void Masked_is_the_softmax_of_the_unmasked_places(Dim n, int seed)
    {
        using var scope = NewDisposeScope();
        var (x, mask) = (Draws.Normal(seed, n), Draws.Normal(seed + 1, n) > 0);

        var masked = Softmax.Masked(x, mask);

        Assert.True((masked[mask.logical_not()] == 0).all().item<bool>());
        TensorAssert.Close(mask.any().item<bool>() ? Softmax.Of(x[mask], -1) : zeros(0), masked[mask]);
    }

    [Property]
    public void No_gradient_flows_through_masked_places(Dim rows, Dim n, int seed)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(seed, rows, n).requires_grad_();
        var mask = Draws.Normal(seed + 1, rows, n) > 0;
        mask[0] = false;

        (Softmax.Masked(x, mask) * Draws.Normal(seed + 2, rows, n)).sum().backward();

        var gradient = x.grad!;
        TensorAssert.AllFinite(gradient);
        Assert.True((gradient[mask.logical_not()] == 0).all().item<bool>());
    }

    [Fact]
    public void A_row_without_a_place_is_all_zeros_beside_rows_that_have_some()
    {
        using var scope = NewDisposeScope();
        var mask = tensor([true, true, false, false], [2, 2]);

        TensorAssert.Close([0.5, 0.5, 0, 0], Softmax.Masked(tensor([3f, 3f, 1e30f, float.PositiveInfinity], [2, 2]), mask), absolute: 0);
    }

    [Fact]
    public void The_gradient_is_the_textbook_one()
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(5, ScalarType.Float64, 6).requires_grad_();
        var direction = Draws.Normal(6, ScalarType.Float64, 6);

        var p = Softmax.Of(x, -1);
        (p * direction).sum().backward();

        // ∂/∂xᵢ Σⱼ pⱼ dⱼ = pᵢ (dᵢ − Σⱼ pⱼ dⱼ)
        TensorAssert.Close(p * (direction - (p * direction).sum()), x.grad!, absolute: 1e-12);
    }
}
