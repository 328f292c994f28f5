using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Optimization;

public sealed class GradientClippingTests
{
    [Property]
    public void Gradients_keep_their_direction_and_their_common_norm_stays_within_the_maximum(Dim rows, Dim columns, Dim maximum, int seed)
    {
        using var scope = NewDisposeScope();
        var parameters = WithGradients(Draws.Normal(seed, rows, columns) * 5, Draws.Normal(seed + 1, columns) * 5);
        var before = Flat(parameters);

        var norm = GradientClipping.Apply(parameters, maximum.Value).item<float>();

        var after = Flat(parameters);
        Assert.Equal(before.norm().item<double>(), norm, 1e-4);
        Assert.InRange(after.norm().item<double>(), 0, Math.Min(norm, maximum) * (1 + 1e-5));
        TensorAssert.Close(before * after.norm(), after * before.norm(), absolute: 1e-5 * (before.norm() * after.norm()).item<double>());
    }

    [Property]
    public void Clipping_once_more_changes_nothing(Dim rows, Dim columns, Dim maximum, int seed, sbyte scale)
    {
        using var scope = NewDisposeScope();
        var size = Math.Pow(2, scale / 8.0);
        var parameters = WithGradients(Draws.Normal(seed, rows, columns) * size, Draws.Normal(seed + 1, columns) * size);
        GradientClipping.Apply(parameters, maximum.Value);
        var once = Flat(parameters);

        GradientClipping.Apply(parameters, maximum.Value);

        TensorAssert.Close(once, Flat(parameters), absolute: 0, relative: 1e-5);
    }

    [Fact]
    public void A_larger_norm_is_scaled_by_maximum_over_norm_plus_a_millionth()
    {
        using var scope = NewDisposeScope();
        var parameters = WithGradients(tensor([3f, 0f]), tensor([4f]));

        Assert.Equal(5, GradientClipping.Apply(parameters, 2).item<float>());
        TensorAssert.Close([3 * 2 / (5 + 1e-6), 0, 4 * 2 / (5 + 1e-6)], Flat(parameters), absolute: 0, relative: 1e-7);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(double.PositiveInfinity)]
    public void A_norm_that_does_not_exceed_the_maximum_changes_no_bit(double maximum)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (tensor([3f, 1e-30f]), tensor([4f]));
        var parameters = WithGradients(first, second);

        Assert.Equal(5, GradientClipping.Apply(parameters, maximum).item<float>());
        TensorAssert.Same(first, parameters[0].grad!);
        TensorAssert.Same(second, parameters[1].grad!);
    }

    [Fact]
    public void Parameters_without_a_gradient_are_passed_over()
    {
        using var scope = NewDisposeScope();
        var without = new Parameter(ones(3));

        Assert.Equal(0, GradientClipping.Apply([without], 1).item<float>());
        Assert.Equal(2, GradientClipping.Apply([without, .. WithGradients(tensor([2f]))], 1).item<float>());
        Assert.Null(without.grad);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Squares_beyond_a_narrow_type_do_not_overflow(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(2, type));
        parameter.grad = tensor([300f, 400f]).to(type);

        Assert.Equal(500, GradientClipping.Apply([parameter], 100).item<float>(), 1e-3);
        TensorAssert.Close([60, 80], parameter.grad!, absolute: 0, relative: 0.01);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_shows_in_the_norm()
    {
        using var scope = NewDisposeScope();

        Assert.True(float.IsNaN(GradientClipping.Apply(WithGradients(tensor([float.NaN, 1f])), 1).item<float>()));
        Assert.True(float.IsInfinity(GradientClipping.Apply(WithGradients(tensor([float.NegativeInfinity, 1f])), 1).item<float>()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_maximum_that_is_not_positive_is_refused(double maximum) =>
        Assert.Throws<ConfigurationException>(() => GradientClipping.Apply([], maximum));

    private static Parameter[] WithGradients(params Tensor[] gradients) =>
        [.. gradients.Select(gradient => new Parameter(zeros_like(gradient)) { grad = gradient.clone() })];

    private static Tensor Flat(IEnumerable<Parameter> parameters) =>
        cat([.. parameters.Select(parameter => parameter.grad!.flatten())]).to(ScalarType.Float64);
}
