using ScottPlot;
using SkiaSharp;

namespace Cs336.Train.Reports;

/// <summary>
/// The font of all plots, carried in this assembly: on a machine without system fonts, as in a container, SkiaSharp would draw no text.
/// </summary>
internal static class PlotFont
{
    /// <summary>Open Sans, under the Apache License 2.0.</summary>
    private const string Name = "Open Sans";

    // First among the resolvers, so that plots look the same where the system has an Open Sans of its own.
    static PlotFont() => Fonts.FontResolvers.Insert(0, new Resolver());

    /// <summary>The typeface itself. It is shared and never disposed.</summary>
    public static SKTypeface Typeface { get; } = Load();

    /// <summary>Draws all text of <paramref name="plot"/> in this font; labels that are added later are not covered.</summary>
    public static void Use(Plot plot) => plot.Font.Set(Name);

    private static SKTypeface Load()
    {
        using var file = typeof(PlotFont).Assembly.GetManifestResourceStream("Cs336.Train.Reports.Fonts.OpenSans-Regular.ttf");
        return SKTypeface.FromStream(file);
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Name ? Typeface : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface : null;
    }
}
