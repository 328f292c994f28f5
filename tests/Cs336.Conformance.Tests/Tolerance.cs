using System.Globalization;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests;

/// <summary>
/// How far a result may be from what is expected: every element by <c>Absolute + Relative · |expected|</c>. Zero and zero stand for
/// the same bits.
/// </summary>
/// <param name="Absolute">The part that does not depend on the element.</param>
/// <param name="Relative">The part that grows with it.</param>
internal readonly record struct Tolerance(double Absolute, double Relative)
{
    /// <summary>Fails, naming the worst element, unless both tensors have the same type and shape and no element is too far off.</summary>
    public void Check(string what, Tensor expected, Tensor got)
    {
        Assert.True(expected.dtype == got.dtype, $"{what}: expected {expected.dtype}; got {got.dtype}.");
        Assert.True(
            expected.shape.AsSpan().SequenceEqual(got.shape),
            $"{what}: expected shape [{string.Join(", ", expected.shape)}]; got [{string.Join(", ", got.shape)}].");
        Check(what, Values(expected), Values(got), got.shape);
    }

    /// <summary>The same for numbers.</summary>
    public void Check(string what, double expected, double got) => Check(what, [expected], [got], []);

    private void Check(string what, double[] expected, double[] got, long[] shape)
    {
        var (failures, worst, worstExcess) = (0, 0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            var excess = Excess(expected[i], got[i]);
            if (excess <= 1)
                continue;
            failures++;
            if (excess > worstExcess)
                (worst, worstExcess) = (i, excess);
        }
        if (failures == 0)
            return;
        var (e, g) = (expected[worst], got[worst]);
        Assert.Fail(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {failures} of {expected.Length} elements are too far off. Worst, at [{Index(worst, shape)}]: "
                + $"expected {e}, got {g}, difference {Math.Abs(g - e):G3}, allowed {Allowed(e):G3}."));
    }

    private double Allowed(double expected) => Absolute + Relative * Math.Abs(expected);

    /// <summary>The difference in units of what is allowed; above 1 is too much.</summary>
    private double Excess(double expected, double got)
    {
        if (BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(got) && !double.IsNaN(got))
            return 0;
        var excess = Math.Abs(got - expected) / Allowed(expected);
        return double.IsNaN(excess) ? double.PositiveInfinity : excess;
    }

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return [.. tensor.detach().cpu().to(ScalarType.Float64).contiguous().data<double>()];
    }

    private static string Index(int flat, long[] shape)
    {
        var index = new long[shape.Length];
        for (var dim = shape.Length - 1; dim >= 0; dim--)
        {
            index[dim] = flat % shape[dim];
            flat /= (int)shape[dim];
        }
        return string.Join(", ", index);
    }
}
