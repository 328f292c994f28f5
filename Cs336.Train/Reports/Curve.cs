namespace Cs336.Train.Reports;

/// <summary>A point of a curve, in the units of its axes.</summary>
internal readonly record struct CurvePoint(double X, double Y);

/// <summary>How a curve is drawn.</summary>
internal enum CurveKind
{
    /// <summary>A thin line: many noisy values.</summary>
    Training,

    /// <summary>A line with a marker at each point: few values, each of which counts.</summary>
    Validation,
}

/// <summary>One curve of a plot.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Points">Its points by rising x.</param>
internal sealed record Curve(string Name, CurveKind Kind, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>A mark within the plot stands at most at this share of its height, or it is cut in half.</summary>
    private const double HighestMark = 0.98;

    /// <summary>Curves of one series share a colour; null: a colour of its own.</summary>
    public int? Series { get; init; }

    /// <summary>Whether the legend names it. Of a series it is enough to name one.</summary>
    public bool InLegend { get; init; } = true;

    /// <summary>Whether it ended because it diverged: a cross marks its end.</summary>
    public bool Diverged { get; init; }

    /// <summary>The points that can be drawn; a run that diverges has others.</summary>
    public IEnumerable<CurvePoint> FinitePoints => Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y));

    /// <summary>Points along the drawn line, close to each other.</summary>
    public IEnumerable<CurvePoint> Path()
    {
        const int Pieces = 8;
        var points = FinitePoints.ToList();
        return points.Take(1).Concat(points.Zip(points.Skip(1)).SelectMany(pair => Enumerable.Range(1, Pieces).Select(i =>
            new CurvePoint(
                pair.First.X + ((pair.Second.X - pair.First.X) * i / Pieces),
                pair.First.Y + ((pair.Second.Y - pair.First.Y) * i / Pieces)))));
    }

    /// <summary>Where the drawn line ends, or last leaves the plot at its top; null where it has no points.</summary>
    public CurvePoint? EndWithin(PlotLimits limits)
    {
        var path = Path().ToList();
        if (path.Count == 0)
            return null;
        var end = path[Math.Max(0, path.FindLastIndex(point => point.Y <= limits.Top))];
        return end with { Y = Math.Min(end.Y, limits.Bottom + (limits.Top - limits.Bottom) * HighestMark) };
    }

    /// <summary>
    /// The same with a mean of the last values, each counting less the older it is (an exponential average without its bias to zero).
    /// A value that is not finite is left out of the mean, and has none.
    /// </summary>
    /// <param name="horizon">About how many values a mean is of, at least 1; 1 changes nothing.</param>
    public Curve Smoothed(double horizon)
    {
        var keep = 1 - (1 / horizon);
        var (sum, weight) = (0.0, 0.0);
        return this with
        {
            Points = [.. Points.Select(point =>
            {
                if (!double.IsFinite(point.Y))
                    return point;
                (sum, weight) = ((keep * sum) + point.Y, (keep * weight) + 1);
                return point with { Y = sum / weight };
            })],
        };
    }

    /// <summary>The same with fewer points, where there are many: of each group of neighbours the lowest and the highest.</summary>
    /// <param name="most">The most points to keep, at least 2.</param>
    public Curve Thinned(int most)
    {
        if (Points.Count <= most)
            return this;
        var groups = most / 2;
        return this with
        {
            Points = [.. Enumerable.Range(0, groups)
                .Select(i => (Start: (int)((long)Points.Count * i / groups), End: (int)((long)Points.Count * (i + 1) / groups)))
                .SelectMany(group => Extremes(group.Start, group.End))],
        };
    }

    private IEnumerable<CurvePoint> Extremes(int start, int end)
    {
        var group = Enumerable.Range(start, end - start).OrderBy(i => Points[i].Y).ThenBy(i => i).ToList();
        return new[] { group[0], group[^1] }.Distinct().Order().Select(i => Points[i]);
    }

    /// <summary>A curve through the records that have a value: one may be absent where it was not measured.</summary>
    public static Curve Of<T>(string name, CurveKind kind, IEnumerable<T> records, Func<T, double> x, Func<T, double?> y) =>
        new(name, kind, [.. from record in records
                            let value = y(record)
                            where value is not null
                            select new CurvePoint(x(record), value.Value)]);
}

/// <summary>A horizontal line to compare with, such as the loss of a model that knows only how often each token occurs.</summary>
/// <param name="Label">Its name in the legend.</param>
/// <param name="Y">Its height.</param>
internal sealed record ReferenceLine(string Label, double Y);
