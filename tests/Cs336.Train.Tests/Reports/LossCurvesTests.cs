using System.Xml.Linq;
using Cs336.Train.Reports;
using SkiaSharp;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class LossCurvesTests : IDisposable
{
    private const string Title = "Loss of a run, by step";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("loss-curves-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void The_title_is_drawn_in_the_carried_font_whatever_fonts_the_system_has()
    {
        var (_, png) = Save(Run);

        using var font = new SKFont(PlotFont.Typeface, 18);
        // The picture has two pixels per unit; letters keep some space from the ends of their advance widths.
        Assert.Equal(2 * font.MeasureText(Title), InkWidth(png, height: 80), tolerance: 8);
    }

    [Fact]
    public void The_svg_needs_no_font_at_all()
    {
        var (svg, _) = Save(Run);

        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Empty(Elements(svg, "text"));
        Assert.Equal(Title, Assert.Single(Elements(svg, "title")).Value);
        Assert.DoesNotContain("font", svg.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outlined_text_covers_what_the_text_covers()
    {
        const string Drawing = """
            <svg xmlns="http://www.w3.org/2000/svg">
                <text fill="#333" transform="translate(7 9)" font-size="20" font-family="Open Sans" x="5, 20, " y="30, ">
                    &lt;I
                </text>
            </svg>
            """;

        var path = Assert.Single(Elements(XDocument.Parse(SvgText.ToPaths(Drawing, "", PlotFont.Typeface)), "path"));

        using var font = new SKFont(PlotFont.Typeface, 20);
        using var outline = SKPath.ParseSvgPathData(path.Attribute("d")!.Value);
        font.MeasureText("I", out var letter);
        Assert.Equal(20 + letter.Right, outline.TightBounds.Right, tolerance: 1);
        Assert.Equal(30 + letter.Top, outline.TightBounds.Top, tolerance: 1);
        Assert.Equal(("#333", "translate(7 9)"), (path.Attribute("fill")!.Value, path.Attribute("transform")!.Value));
    }

    [Fact]
    public void Curves_and_reference_change_the_picture()
    {
        var nothing = Save(Run with { Curves = [], Reference = null }).Png;

        Assert.NotEqual(nothing.Bytes, Save(Run with { Reference = null }).Png.Bytes);
        Assert.NotEqual(nothing.Bytes, Save(Run with { Curves = [] }).Png.Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Few_points_make_a_picture_too(int count)
    {
        var points = Enumerable.Range(0, count).Select(i => new CurvePoint(i, 2)).ToArray();

        var (svg, png) = Save(Run with { Curves = [new("training", CurveKind.Training, points)], Reference = null });

        Assert.NotEmpty(Elements(svg, "path"));
        Assert.Equal((1600, 960), (png.Width, png.Height));
    }

    [Fact]
    public void A_diverged_run_is_drawn_as_far_as_it_goes()
    {
        CurvePoint[] finite = [new(0, 7), new(1, 8)];
        CurvePoint[] diverged = [.. finite, new(2, double.PositiveInfinity), new(3, double.NaN)];

        Assert.Equal(Picture(finite), Picture(diverged));

        byte[] Picture(CurvePoint[] points) => Save(Run with { Curves = [new("training", CurveKind.Training, points)] }).Png.Bytes;
    }

    [Fact]
    public void A_curve_leaves_out_what_was_not_measured()
    {
        (int Step, double? Loss)[] records = [(0, 7), (1, null), (2, 5)];

        Assert.Equal(
            [new CurvePoint(0, 7), new CurvePoint(2, 5)],
            Curve.Of("validation", CurveKind.Validation, records, record => record.Step, record => record.Loss).Points);
    }

    private static LossCurves Run => new(Title, "step", "loss (nats per token)")
    {
        Curves =
        [
            new("training", CurveKind.Training, [.. Enumerable.Range(0, 100).Select(step => new CurvePoint(step, 1 + (6.0 / (step + 1))))]),
            new("validation", CurveKind.Validation, [new(0, 7), new(50, 1.2), new(99, 1.1)]),
        ],
        Reference = new ReferenceLine("unigram entropy 6.05", 6.05),
    };

    private (XDocument Svg, SKBitmap Png) Save(LossCurves curves)
    {
        curves.Save(directory.FullName, "loss");
        return (XDocument.Load(Path.Combine(directory.FullName, "loss.svg")),
            SKBitmap.Decode(Path.Combine(directory.FullName, "loss.png")));
    }

    private static IEnumerable<XElement> Elements(XDocument svg, string name) =>
        svg.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>From the first to the last column, in pixels, that is not white within the topmost rows.</summary>
    private static int InkWidth(SKBitmap picture, int height)
    {
        var inked = Enumerable.Range(0, picture.Width)
            .Where(x => Enumerable.Range(0, height).Any(y => picture.GetPixel(x, y).Red < 200)).ToList();
        return inked[^1] - inked[0] + 1;
    }
}
