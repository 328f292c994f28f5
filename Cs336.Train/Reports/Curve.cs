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
    /// <summary>The points that can be drawn; a run that diverges has others.</summary>
    public IEnumerable<CurvePoint> FinitePoints => Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y));

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
