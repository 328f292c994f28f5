using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class RmsNormTests
{
    [Property]
    public void Forward_divides_by_the_root_of_the_mean_square_and_multiplies_the_gain(Dim rows, Dim dModel, int seed)
    {
        using var scope = NewDisposeScope();
        using var norm = WithGain(Draws.Normal(seed + 1, dModel), epsilon: 0.01);
        var x = Draws.Normal(seed, rows, dModel);

        var normalised = norm.call(x);

        for (var i = 0; i < rows; i++)
        {
            var (row, gain) = (x[i].data<float>().ToArray(), norm.Weight.data<float>().ToArray());
            var root = Math.Sqrt(row.Average(value => (double)value * value) + 0.01);
            TensorAssert.Close(row.Zip(gain, (value, g) => value / root * g), normalised[i]);
        }
    }

    [Property]
    public void A_positive_factor_on_the_input_changes_nothing(Dim rows, Dim dModel, Dim factor, int seed)
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(dModel, epsilon: 1e-20, at: ScalarType.Float64);
        var x = Draws.Normal(seed, ScalarType.Float64, rows, dModel);

        TensorAssert.Close(norm.call(x), norm.call(x * factor.Value), absolute: 1e-10);
        TensorAssert.Close(norm.call(x), norm.call(x / (1000.0 * factor)), absolute: 1e-10);
    }

    [Property]
    public void With_gains_of_one_the_mean_square_of_the_result_is_one(Dim rows, Dim dModel, int seed)
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(dModel, epsilon: 1e-20, at: ScalarType.Float64);

        var normalised = norm.call(Draws.Normal(seed, ScalarType.Float64, rows, dModel));

        TensorAssert.Close(ones(rows), normalised.square().mean([-1]), absolute: 1e-10);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void The_result_has_the_type_of_the_input_whatever_that_of_the_gain(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var narrow = new RmsNorm(4, at: type);
        using var wide = new RmsNorm(4);
        var x = Draws.Normal(1, 3, 4).to(type);

        Assert.Equal(type, narrow.call(x).dtype);
        TensorAssert.Same(narrow.call(x).detach(), wide.call(x).detach());
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Narrow_types_are_normalised_in_float32_and_rounded_once(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var norm = WithGain(Draws.Normal(2, 16), epsilon: 1e-5);
        // Squares of 300 and more are beyond float16.
        var x = (Draws.Normal(1, 8, 16) * 1000).to(type);

        TensorAssert.Same(norm.call(x.to(ScalarType.Float32)).to(type).detach(), norm.call(x).detach());
    }

    [Fact]
    public void Float64_keeps_its_digits()
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(2, epsilon: 0.5, at: ScalarType.Float64);

        TensorAssert.Close(
            [1 / Math.Sqrt(5.5), 3 / Math.Sqrt(5.5)], norm.call(tensor([1.0, 3.0])), absolute: 1e-15, relative: 0);
    }

    [Fact]
    public void Vectors_of_another_length_are_refused()
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(3);

        var error = Assert.Throws<ArgumentException>(() => norm.call(zeros(2, 1)));

        Assert.StartsWith("RMSNorm: expected vectors of length 3; found [2, 1].", error.Message);
    }

    [Fact]
    public void A_zero_vector_stays_zero_and_gains_start_at_one()
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(3);

        TensorAssert.Same(zeros(2, 3), norm.call(zeros(2, 3)).detach());
        TensorAssert.Same(ones(3), norm.Weight.detach());
    }

    private static RmsNorm WithGain(Tensor gain, double epsilon)
    {
        var norm = new RmsNorm(gain.shape[0], epsilon);
        using var noGradient = no_grad();
        norm.Weight.copy_(gain);
        return norm;
    }
}
