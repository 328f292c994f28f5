using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Support;

internal static class TensorAssert
{
    /// <summary>Same element type, same shape, same bits.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.contiguous().bytes.ToArray(), actual.contiguous().bytes.ToArray());
    }

    /// <summary>Same shape, and <c>|actual − expected| ≤ absolute + relative · |expected|</c> everywhere.</summary>
    public static void Close(Tensor expected, Tensor actual, double absolute = 1e-5, double relative = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        var (wanted, found) = (expected.detach().to(ScalarType.Float64), actual.detach().to(ScalarType.Float64));
        var excess = ((found - wanted).abs() - relative * wanted.abs()).flatten();
        Assert.True(
            (excess <= absolute).all().item<bool>(),
            $"expected {string.Join(" ", wanted.flatten().data<double>())}; found {string.Join(" ", found.flatten().data<double>())}");
    }

    public static void Close(IEnumerable<double> expected, Tensor actual, double absolute = 1e-5, double relative = 1e-5)
    {
        using var wanted = tensor([.. expected]).reshape(actual.shape);
        Close(wanted, actual, absolute, relative);
    }

    public static void AllFinite(Tensor values) => Assert.True(values.isfinite().all().item<bool>());
}
