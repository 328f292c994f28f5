using System.Xml.Linq;

namespace Cs336.Train.Reports;

/// <summary>Drawings within a page.</summary>
internal static class InlineSvg
{
    /// <summary>
    /// A drawing as an element of HTML that shrinks with the page. Names within a drawing hold for the whole page, so each drawing gets its own.
    /// </summary>
    /// <param name="svg">The drawing, with a size.</param>
    /// <param name="prefix">What no other drawing's names begin with.</param>
    public static string Of(string svg, string prefix)
    {
        var root = XDocument.Parse(svg).Root!;
        foreach (var attribute in root.DescendantsAndSelf().Attributes())
        {
            if (attribute.Name == "id")
                attribute.Value = prefix + attribute.Value;
            else
                attribute.Value = attribute.Value.Replace("url(#", $"url(#{prefix}", StringComparison.Ordinal);
        }
        if (root.Attribute("viewBox") is null)
            root.SetAttributeValue("viewBox", $"0 0 {root.Attribute("width")!.Value} {root.Attribute("height")!.Value}");
        root.SetAttributeValue("role", "img");
        return root.ToString(SaveOptions.DisableFormatting);
    }
}
