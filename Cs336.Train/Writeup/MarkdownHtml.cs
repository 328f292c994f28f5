using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax.Inlines;

namespace Cs336.Train.Writeup;

/// <summary>Markdown as HTML that needs nothing beside it: drawings lie in the text, and wide tables are scrolled.</summary>
internal static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>Renders a text.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="drawings">The drawings that the text shows, as elements of HTML, by their path in it.</param>
    /// <param name="page">The name of a page whose places lie in this text too: links to them stay within it.</param>
    /// <exception cref="InvalidDataException">The text shows another image.</exception>
    public static string Of(string markdown, IReadOnlyDictionary<string, string> drawings, string page)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTableRenderer>(new ScrolledTable());
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(new EmbeddedLink(drawings, page));
        renderer.Render(Markdown.Parse(markdown, Pipeline));
        return writer.ToString();
    }

    private sealed class ScrolledTable : HtmlTableRenderer
    {
        protected override void Write(HtmlRenderer renderer, Table table)
        {
            renderer.Write("<div class=\"wide\">");
            base.Write(renderer, table);
            renderer.Write("</div>\n");
        }
    }

    private sealed class EmbeddedLink(IReadOnlyDictionary<string, string> drawings, string page) : LinkInlineRenderer
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            var url = link.Url ?? "";
            if (link.IsImage)
            {
                // A figure is a block; in HTML it would end the paragraph that Markdown puts it in.
                renderer.Write(drawings.TryGetValue(url, out var drawing)
                    ? $"<span class=\"figure\">{drawing}</span>"
                    : throw new InvalidDataException($"{url}: expected an image of the document's own; found another."));
                return;
            }
            if (url.StartsWith(page + "#", StringComparison.Ordinal))
                link.Url = url[page.Length..];
            else if (url == page)
                link.Url = $"#{Path.GetFileNameWithoutExtension(page)}";
            base.Write(renderer, link);
        }
    }
}
