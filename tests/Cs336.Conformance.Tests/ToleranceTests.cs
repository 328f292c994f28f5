using FsCheck.Xunit;
using Xunit;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests;

public sealed class ToleranceTests
{
    /// <summary>Small integers and quarters: both sides of the comparison are exact.</summary>
    [Property(Replay = "(336,1)")]
    public bool A_tensor_passes_exactly_when_every_element_is_near_enough(sbyte[] expected, sbyte offset, byte absolute, byte quarters)
    {
        var offsets = expected.Select((_, place) => (double)(offset >> (place % 8))).ToArray();
        var tolerance = new Tolerance(absolute, quarters / 4.0);
        var isNear = expected.Zip(offsets).All(pair => Math.Abs(pair.Second) <= absolute + quarters / 4.0 * Math.Abs((double)pair.First));
        return Passes(tolerance, [.. expected], [.. expected.Zip(offsets, (value, off) => value + off)]) == isNear;
    }

    [Theory]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(1.0, double.PositiveInfinity)]
    public void What_is_not_finite_is_never_near(double expected, double got) =>
        Assert.False(Passes(new Tolerance(1e9, 1e9), [expected], [got]));

    [Fact]
    public void Equal_infinities_pass() =>
        Assert.True(Passes(new Tolerance(0, 0), [double.NegativeInfinity], [double.NegativeInfinity]));

    [Fact]
    public void Zero_tolerance_tells_the_zeros_apart()
    {
        Assert.True(Passes(new Tolerance(0, 0), [0.0, -0.0], [0.0, -0.0]));
        Assert.False(Passes(new Tolerance(0, 0), [0.0], [-0.0]));
    }

    [Fact]
    public void Other_shapes_and_types_fail()
    {
        var tolerance = new Tolerance(1, 1);

        Assert.ThrowsAny<XunitException>(() => tolerance.Check("y", zeros(2, 3), zeros(3, 2)));
        Assert.ThrowsAny<XunitException>(() => tolerance.Check("y", zeros(1), zeros([])));
        Assert.ThrowsAny<XunitException>(() => tolerance.Check("y", zeros(2), zeros(2, ScalarType.Float64)));
    }

    [Fact]
    public void The_message_names_the_worst_element()
    {
        var got = zeros(2, 3);
        got[0, 1] = 0.5;
        got[1, 2] = -2;

        var error = Assert.ThrowsAny<XunitException>(() => new Tolerance(0.25, 0).Check("out.y", zeros(2, 3), got));

        Assert.Equal(
            "out.y: 2 of 6 elements are too far off. Worst, at [1, 2]: expected 0, got -2, difference 2, allowed 0.25.", error.Message);
    }

    private static bool Passes(Tolerance tolerance, double[] expected, double[] got)
    {
        try
        {
            tolerance.Check("y", tensor(expected), tensor(got));
            return true;
        }
        catch (XunitException)
        {
            return false;
        }
    }
}
