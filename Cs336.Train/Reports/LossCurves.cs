using ScottPlot;
using ScottPlot.TickGenerators;

namespace Cs336.Train.Reports;

/// <summary>A plot of losses, by step, time or whatever else the x of its points means.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">The horizontal axis, with its unit.</param>
/// <param name="YLabel">The vertical axis, with its unit.</param>
internal sealed record LossCurves(string Title, string XLabel, string YLabel)
{
    private const int Width = 800, Height = 480;

    /// <summary>More names than these stand beside the plot, where they hide nothing.</summary>
    private const int MostNamesInside = 5;

    private const int HeightOfName = 21, WidthOfNames = 330, WidthOfLetter = 8, WidthOfSymbol = 60, LeastWidthOfMarks = 66;

    // Okabe and Ito's colours, which remain distinct to the colour-blind, then Tol's muted ones.
    private static readonly Color[] Palette =
    [
        .. new[]
        {
            "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
            "#332288", "#882255", "#117733", "#AA4499", "#999933", "#44AA99", "#CC6677",
        }.Select(Color.FromHex),
    ];

    // Where the colours begin again, the markers are others. Lines stay whole: Skia writes no broken ones as SVG.
    private static readonly MarkerShape[] Markers = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp];

    private static readonly Color Ink = Color.FromHex("#333333");

    /// <summary>The curves, drawn in this order. One without points stays in the legend.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>A line to compare with.</summary>
    public ReferenceLine? Reference { get; init; }

    /// <summary>How x is laid out. What is not above zero has no place on a logarithmic axis.</summary>
    public AxisScale XScale { get; init; }

    /// <summary>How y is laid out.</summary>
    public AxisScale YScale { get; init; }

    /// <summary>The highest y that has to be seen; a curve that goes higher leaves the plot. Null: every validation loss is seen.</summary>
    public double? Top { get; init; }

    /// <summary>What a reader must be told about the drawing, in a sentence; null where it shows every point.</summary>
    public string? Note
    {
        get
        {
            var limits = Limits(Drawn);
            var highest = YScale.ToValue(limits.Top);
            return Drawn.SelectMany(curve => curve.FinitePoints).Any(point => point.Y > limits.Top)
                ? FormattableString.Invariant($"What lies above {highest:G3} is cut off.")
                : null;
        }
    }

    /// <summary>The colour of a series, as HTML writes it.</summary>
    public static string ColorOf(int series) => Palette[series % Palette.Length].ToHex();

    /// <summary>The drawing itself.</summary>
    public string Svg()
    {
        using var plot = Draw();
        return SvgText.ToPaths(plot.GetSvgXml(DrawnWidth, DrawnHeight), Title, PlotFont.Typeface);
    }

    /// <summary>Writes <c>name.svg</c> and <c>name.png</c> into <paramref name="directory"/>, which is created if need be.</summary>
    public void Save(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, name + ".svg"), Svg());
        using var plot = Draw();
        // Twice the pixels, for dense screens.
        plot.ScaleFactor = 2;
        plot.SavePng(Path.Combine(directory, name + ".png"), 2 * DrawnWidth, 2 * DrawnHeight);
    }

    private int Names => Curves.Count(curve => curve.InLegend) + (Reference is null ? 0 : 1);

    /// <summary>The curves as they lie on the axes.</summary>
    private IReadOnlyList<Curve> Drawn =>
        [.. Curves.Select(curve => curve with
        {
            Points = [.. curve.Points.Select(point => new CurvePoint(XScale.ToAxis(point.X), YScale.ToAxis(point.Y)))],
        })];

    private PlotLimits Limits(IReadOnlyList<Curve> drawn) => PlotLimits.Of(
        drawn,
        Reference is null ? null : Reference with { Y = YScale.ToAxis(Reference.Y) },
        Top is { } top ? YScale.ToAxis(top) : null);

    private bool NamesBeside => Names > MostNamesInside;

    private int DrawnWidth => NamesBeside ? Width + WidthOfNames : Width;

    private int DrawnHeight => NamesBeside ? Math.Max(Height, (HeightOfName * Names) + 60) : Height;

    private Plot Draw()
    {
        var plot = new Plot();
        plot.Title(Title, size: 18);
        plot.XLabel(XLabel, size: 14);
        plot.YLabel(YLabel, size: 14);
        plot.Axes.Color(Ink);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        // The room that the first, coarser marks would get is too narrow for those that are drawn.
        plot.Axes.Left.MinimumSize = LeastWidthOfMarks;
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        var drawn = Drawn;
        var limits = Limits(drawn);
        plot.Axes.Bottom.TickGenerator = Ticks(XScale, limits.Left, limits.Right, density: 0.5);
        plot.Axes.Left.TickGenerator = Ticks(YScale, limits.Bottom, limits.Top, density: 0.6);
        foreach (var (i, curve) in drawn.Index())
            Add(plot, curve, curve.Series ?? i, limits);
        if (Reference is { } reference)
        {
            var line = plot.Add.HorizontalLine(YScale.ToAxis(reference.Y), 1.5f, Ink, LinePattern.DenselyDashed);
            line.LegendText = reference.Label;
        }

        ShowNames(plot, drawn, limits);
        plot.Axes.SetLimits(limits.Left, limits.Right, limits.Bottom, limits.Top);
        PlotFont.Use(plot);
        return plot;
    }

    private static ITickGenerator Ticks(AxisScale scale, double low, double high, double density) => scale == AxisScale.Logarithmic
        ? new NumericManual([.. LogarithmicTicks.Between(low, high).Select(tick => new Tick(tick.Position, tick.Label))])
        : new NumericAutomatic { TickDensity = density };

    private void ShowNames(Plot plot, IReadOnlyList<Curve> drawn, PlotLimits limits)
    {
        if (NamesBeside)
            plot.ShowLegend(Edge.Right);
        else
            plot.ShowLegend(EmptiestCorner(drawn, limits));
        plot.Legend.FontSize = 13;
        plot.Legend.OutlineColor = NamesBeside ? Colors.Transparent : Color.FromHex("#CCCCCC");
        plot.Legend.ShadowColor = Colors.Transparent;
    }

    /// <summary>Where the names hide least of the curves.</summary>
    private Alignment EmptiestCorner(IReadOnlyList<Curve> drawn, PlotLimits limits)
    {
        var longest = Curves.Where(curve => curve.InLegend).Select(curve => curve.Name.Length).Append(Reference?.Label.Length ?? 0).Max();
        var width = Math.Min(0.9, ((WidthOfLetter * longest) + WidthOfSymbol) / (double)Width);
        var height = Math.Min(0.9, (HeightOfName * Names) / (double)Height);
        var places = drawn.SelectMany(curve => curve.Path()).Select(limits.Place).ToList();
        return new (Alignment Corner, Func<CurvePoint, bool> Hides)[]
        {
            (Alignment.UpperRight, place => place.X > 1 - width && place.Y > 1 - height),
            (Alignment.LowerRight, place => place.X > 1 - width && place.Y < height),
            (Alignment.UpperLeft, place => place.X < width && place.Y > 1 - height),
            (Alignment.LowerLeft, place => place.X < width && place.Y < height),
        }.MinBy(corner => places.Count(corner.Hides)).Corner;
    }

    private static void Add(Plot plot, Curve curve, int series, PlotLimits limits)
    {
        var points = curve.FinitePoints.Select(point => new Coordinates(point.X, point.Y)).ToArray();
        var line = plot.Add.Scatter(points, Palette[series % Palette.Length]);
        line.LegendText = curve.InLegend ? curve.Name : "";
        line.LineWidth = curve.Kind == CurveKind.Training ? 1 : 2;
        line.MarkerShape = Markers[series / Palette.Length % Markers.Length];
        // A line through a single point is invisible.
        line.MarkerSize = curve.Kind == CurveKind.Validation || points.Length == 1 ? 6 : 0;
        if (curve.Diverged && curve.EndWithin(limits) is { } end)
            plot.Add.Marker(end.X, end.Y, MarkerShape.Eks, size: 12, Palette[series % Palette.Length]).MarkerLineWidth = 3;
    }
}
