using Cs336.Train.Reports;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class CurveTests
{
    [Property]
    public void Thinning_keeps_order_and_extremes(NormalFloat[] heights, PositiveInt half)
    {
        var curve = Through(heights.Select(height => height.Get));
        var most = 2 * half.Get;

        var thinned = curve.Thinned(most).Points;

        Assert.True(thinned.Count <= Math.Max(most, 0) || thinned.Count == curve.Points.Count);
        Assert.Equal(thinned.OrderBy(point => point.X), thinned);
        Assert.Subset(curve.Points.ToHashSet(), thinned.ToHashSet());
        if (heights.Length == 0)
            return;
        Assert.Equal(curve.Points.Min(point => point.Y), thinned.Min(point => point.Y));
        Assert.Equal(curve.Points.Max(point => point.Y), thinned.Max(point => point.Y));
    }

    [Property]
    public void Smoothing_over_one_value_changes_nothing(NormalFloat[] heights)
    {
        var curve = Through(heights.Select(height => height.Get));

        Assert.Equal(curve.Points, curve.Smoothed(1).Points);
    }

    [Property]
    public void Smoothed_values_are_weighted_means_of_those_so_far(NormalFloat[] heights, PositiveInt horizon)
    {
        var values = heights.Select(height => height.Get % 1000).ToArray();
        var smoothed = Through(values).Smoothed(horizon.Get).Points;
        for (var i = 0; i < values.Length; i++)
        {
            // The definition, term by term.
            var weights = Enumerable.Range(0, i + 1).Select(j => Math.Pow(1 - (1.0 / horizon.Get), i - j)).ToArray();
            Assert.Equal(weights.Zip(values, (weight, value) => weight * value).Sum() / weights.Sum(), smoothed[i].Y, tolerance: 1e-6);
        }
    }

    [Fact]
    public void Smoothing_goes_on_after_a_value_that_is_no_number()
    {
        var smoothed = Through([2, double.NaN, 2]).Smoothed(10).Points;

        Assert.Equal([2, double.NaN, 2], smoothed.Select(point => point.Y));
    }

    private static Curve Through(IEnumerable<double> heights) =>
        new("training", CurveKind.Training, [.. heights.Select((height, i) => new CurvePoint(i, height))]);
}
