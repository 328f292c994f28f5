using Cs336.Model.Functional;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Functional;

public sealed class MatrixProductTests
{
    [Property]
    public void Product_equals_three_nested_loops(Dim n, Dim k, Dim m, int seed)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (Draws.Normal(seed, n, k), Draws.Normal(seed + 1, k, m));

        TensorAssert.Close(Naive(left, right), MatrixProduct.Of(left, right));
    }

    [Property]
    public void Leading_dimensions_broadcast(Dim a, Dim b, Dim n, Dim k, Dim m, int seed)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (Draws.Normal(seed, a, 1, n, k), Draws.Normal(seed + 1, b, k, m));

        var product = MatrixProduct.Of(left, right);

        Assert.Equal([a, b, n, m], product.shape);
        for (var i = 0; i < a; i++)
            for (var j = 0; j < b; j++)
                TensorAssert.Close(Naive(left[i, 0], right[j]), product[i, j]);
    }

    [Fact]
    public void A_vector_on_the_left_is_one_row()
    {
        using var scope = NewDisposeScope();

        TensorAssert.Close([1 * 3 + 2 * 5, 1 * 4 + 2 * 6], MatrixProduct.Of(tensor([1f, 2f]), tensor([3f, 4f, 5f, 6f], [2, 2])));
    }

    // Unchecked, each of these ends the process.
    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 2, 3 })]
    [InlineData(new long[] { 3 }, new long[] { 2, 3 })]
    [InlineData(new long[] { }, new long[] { 2, 3 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 3 })]
    [InlineData(new long[] { 2, 3 }, new long[] { })]
    [InlineData(new long[] { 2, 2, 3 }, new long[] { 3, 3, 2 })]
    [InlineData(new long[] { 5, 1, 2, 3 }, new long[] { 4, 2, 3, 2 })]
    [InlineData(new long[] { 0, 2, 3 }, new long[] { 2, 3, 2 })]
    public void Shapes_that_do_not_fit_are_refused_and_both_are_named(long[] left, long[] right)
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => MatrixProduct.Of(zeros(left), zeros(right)));

        Assert.Contains($"[{string.Join(", ", left)}]", error.Message);
        Assert.Contains($"[{string.Join(", ", right)}]", error.Message);
    }

    [Theory]
    [InlineData(ScalarType.Float32, ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Int64, ScalarType.Float32)]
    [InlineData(ScalarType.Bool, ScalarType.Bool)]
    public void Types_that_do_not_fit_are_refused_and_both_are_named(ScalarType left, ScalarType right)
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => MatrixProduct.Of(zeros([2, 3], left), zeros([3, 2], right)));

        Assert.Contains($"{left} on cpu", error.Message);
        Assert.Contains($"{right} on cpu", error.Message);
    }

    [Fact]
    public void Operands_on_different_devices_are_refused()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => MatrixProduct.Of(zeros(2, 3), zeros(3, 2, device: META)));

        Assert.Contains("Float32 on meta", error.Message);
    }

    [Fact]
    public void Dimensions_of_size_zero_give_zeros()
    {
        using var scope = NewDisposeScope();

        TensorAssert.Same(zeros(2, 3), MatrixProduct.Of(ones(2, 0), ones(0, 3)));
        TensorAssert.Same(zeros(0, 2, 3), MatrixProduct.Of(ones(0, 2, 4), ones(1, 4, 3)));
    }

    private static Tensor Naive(Tensor left, Tensor right)
    {
        var product = zeros(left.shape[0], right.shape[1], dtype: ScalarType.Float64);
        for (var i = 0; i < left.shape[0]; i++)
            for (var j = 0; j < right.shape[1]; j++)
                for (var k = 0; k < left.shape[1]; k++)
                    product[i, j] += (double)left[i, k].item<float>() * right[k, j].item<float>();
        return product;
    }
}
