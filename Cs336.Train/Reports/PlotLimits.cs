namespace Cs336.Train.Reports;

/// <summary>What part of the plane a plot of losses shows.</summary>
/// <param name="Left">The smallest x.</param>
/// <param name="Right">The largest x, above <paramref name="Left"/>.</param>
/// <param name="Bottom">The smallest y.</param>
/// <param name="Top">The largest y, above <paramref name="Bottom"/>.</param>
internal readonly record struct PlotLimits(double Left, double Right, double Bottom, double Top)
{
    // A run's first losses, or a spike, may be many times the rest; the shape of the curve lies below them.
    private const double ShownShare = 0.98;
    private const double Margin = 0.03;

    /// <summary>
    /// The limits that show, with a small margin, all of x, and the y of every validation loss, of the reference and of at least the lowest
    /// 98 % of all points. Values that are not finite have no place in the plane.
    /// </summary>
    /// <param name="curves">What is shown.</param>
    /// <param name="reference">The line to compare with.</param>
    /// <param name="top">The highest y that has to be seen, where some are higher; null: the highest that the rule above gives.</param>
    public static PlotLimits Of(IReadOnlyList<Curve> curves, ReferenceLine? reference, double? top = null)
    {
        var points = curves.SelectMany(curve => curve.FinitePoints).ToList();
        if (points.Count == 0)
            return new PlotLimits(0, 1, 0, 1);
        var heights = points.Select(point => point.Y).Order().ToList();
        var shown = curves.Where(curve => curve.Kind == CurveKind.Validation).SelectMany(curve => curve.FinitePoints)
            .Select(point => point.Y)
            .Append(heights[0])
            .Append(heights[(int)Math.Ceiling(ShownShare * heights.Count) - 1])
            .ToList();
        if (reference is not null)
            shown.Add(reference.Y);
        var highest = Math.Max(shown.Min(), Math.Min(shown.Max(), top ?? double.PositiveInfinity));
        var (left, right) = Widened(points.Min(point => point.X), points.Max(point => point.X));
        var (low, high) = Widened(shown.Min(), highest);
        return new PlotLimits(left, right, low, high);
    }

    /// <summary>Where a point lies: (0, 0) is the lower left corner, (1, 1) the upper right one.</summary>
    public CurvePoint Place(CurvePoint point) => new((point.X - Left) / (Right - Left), (point.Y - Bottom) / (Top - Bottom));

    private static (double Low, double High) Widened(double low, double high)
    {
        var margin = high > low ? Margin * (high - low) : 0.5;
        return (low - margin, high + margin);
    }
}
