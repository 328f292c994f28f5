using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace Cs336.Train.Reports;

/// <summary>SVG drawings whose text is outlines, so that they look the same with any fonts or none, and are the same bytes each time.</summary>
internal static class SvgText
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>
    /// Replaces every <c>text</c> element that SkiaSharp wrote, one position a glyph, by a path of outlines from
    /// <paramref name="typeface"/>, and names the drawing for those who cannot see it.
    /// SkiaSharp counts names within drawings over the whole process; here they are counted within the drawing.
    /// </summary>
    public static string ToPaths(string svg, string title, SKTypeface typeface)
    {
        var document = XDocument.Parse(svg);
        foreach (var text in document.Descendants(Svg + "text").ToList())
            text.ReplaceWith(Outlines(text, typeface));
        document.Root!.AddFirst(new XElement(Svg + "title", title));
        Renumber(document);
        return document.ToString(SaveOptions.DisableFormatting);
    }

    private static void Renumber(XDocument document)
    {
        var attributes = document.Descendants().Attributes().ToList();
        foreach (var (i, id) in attributes.Where(attribute => attribute.Name == "id").Index())
        {
            var reference = $"url(#{id.Value})";
            id.Value = FormattableString.Invariant($"clip{i + 1}");
            foreach (var user in attributes.Where(attribute => attribute.Value == reference))
                user.Value = $"url(#{id.Value})";
        }
    }

    private static XElement Outlines(XElement text, SKTypeface typeface)
    {
        using var font = new SKFont(typeface, Numbers(text, "font-size")[0]);
        var glyphs = font.GetGlyphs(text.Value.Trim());
        var (xs, ys) = (Numbers(text, "x"), Numbers(text, "y"));
        using var path = new SKPath();
        for (var i = 0; i < glyphs.Length; i++)
        {
            using var outline = font.GetGlyphPath(glyphs[i]);
            // A list that is shorter than the text goes on with its last number: all glyphs of a line share their y.
            path.AddPath(outline, xs[Math.Min(i, xs.Length - 1)], ys[Math.Min(i, ys.Length - 1)]);
        }

        return new XElement(
            Svg + "path", text.Attribute("fill"), text.Attribute("transform"), new XAttribute("d", path.ToSvgPathData()));
    }

    private static float[] Numbers(XElement element, string attribute) =>
        [.. element.Attribute(attribute)!.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
}
