using Cs336.Train.Reports;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class PlotLimitsTests
{
    [Property]
    public Property Limits_hold_all_that_must_be_seen() => Prop.ForAll(Points, Points, (training, validation) =>
    {
        Curve[] curves = [new("t", CurveKind.Training, training), new("v", CurveKind.Validation, validation)];
        var limits = PlotLimits.Of(curves, new ReferenceLine("r", 4));

        Assert.True(limits.Left < limits.Right && limits.Bottom < limits.Top);
        var finite = curves.SelectMany(curve => curve.FinitePoints).ToList();
        Assert.All(finite, point => Assert.InRange(point.X, limits.Left, limits.Right));
        Assert.All(curves[1].FinitePoints, point => Assert.InRange(point.Y, limits.Bottom, limits.Top));
        Assert.True(finite.Count(point => point.Y >= limits.Bottom && point.Y <= limits.Top) >= 0.98 * finite.Count);
        Assert.True(finite.Count == 0 || (limits.Bottom < 4 && limits.Top > 4));
    });

    [Fact]
    public void A_few_huge_first_losses_do_not_flatten_the_curve()
    {
        var points = Enumerable.Range(0, 1000).Select(step => new CurvePoint(step, step < 10 ? 1e6 : 2)).ToList();

        Assert.InRange(PlotLimits.Of([new("training", CurveKind.Training, points)], reference: null).Top, 2, 3);
    }

    private static Arbitrary<CurvePoint[]> Points => Gen.OneOf(
            Gen.Choose(-10_000, 10_000).Select(number => number / 100.0), Gen.Elements(double.NaN, double.PositiveInfinity))
        .Two().Select(pair => new CurvePoint(pair.Item1, pair.Item2)).ArrayOf().ToArbitrary();
}
