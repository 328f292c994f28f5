using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cs336.Train.Reports;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class HtmlPageTests
{
    private const string Drawing = """
        <svg xmlns="http://www.w3.org/2000/svg" width="80" height="48"><defs><clipPath id="c"><rect width="1" height="1"/></clipPath></defs><g clip-path="url(#c)"/></svg>
        """;

    [Fact]
    public void Text_of_every_kind_is_shown_as_it_is()
    {
        const string Text = "<script>alert(1)</script> & \"quotes\"";
        var page = new HtmlPage(Text);
        page.Heading(Text);
        page.Paragraph(Text);
        page.Table([new(Text)], [[new(Text, Color: "#000000")]]);

        var html = Saved(page);

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Equal(6, Regex.Count(html, Regex.Escape("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;")));
    }

    [Fact]
    public void Drawings_keep_their_names_apart_and_scale()
    {
        var page = new HtmlPage("two");
        page.Figure(Drawing);
        page.Figure(Drawing);

        var html = Saved(page);

        foreach (var name in new[] { "figure1-c", "figure2-c" })
        {
            Assert.Single(Regex.Matches(html, $"id=\"{name}\""));
            Assert.Single(Regex.Matches(html, $"url\\(#{name}\\)"));
        }
        Assert.Equal(2, Regex.Count(html, "viewBox=\"0 0 80 48\""));
    }

    [Fact]
    public void A_page_needs_nothing_beside_itself_and_is_well_formed()
    {
        var page = new HtmlPage("page");
        page.Table([], [[new("a"), new("1", IsNumber: true)]]);
        page.Figure(Drawing);

        var html = Saved(page);

        Assert.DoesNotMatch("(src|href)=|@import|url\\((?!#)", html);
        // Void elements apart, it is XML too.
        _ = XDocument.Parse(Regex.Replace(html, "<(meta[^>]*)>|<!DOCTYPE html>", match => match.Groups[1].Success ? $"<{match.Groups[1].Value}/>" : ""));
    }

    private static string Saved(HtmlPage page)
    {
        using var folder = new TemporaryFolder();
        page.Save(folder.In("page.html"));
        return File.ReadAllText(folder.In("page.html"));
    }
}
