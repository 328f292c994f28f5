using System.Net;
using System.Text;
using Cs336.Model.State;

namespace Cs336.Train.Reports;

/// <summary>A page that needs nothing beside itself: text, tables and drawings in one HTML file, readable in print and in the dark.</summary>
/// <param name="title">Its title and first heading.</param>
internal sealed class HtmlPage(string title)
{
    private const string Style = """
        :root { color-scheme: light; }
        body { font: 16px/1.5 system-ui, "Open Sans", sans-serif; color: #222; background: #fff; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 0.9rem; }
        th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
        th { font-weight: 600; vertical-align: bottom; }
        td { overflow-wrap: anywhere; min-width: 4rem; }
        td:first-child { min-width: 13rem; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        td.number { white-space: nowrap; }
        .swatch { display: inline-block; width: 0.8rem; height: 0.8rem; border-radius: 2px; margin-right: 0.5rem; vertical-align: -0.05rem; }
        figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; }
        nav ol { columns: 20rem; font-size: 0.9rem; } nav summary { cursor: pointer; font-weight: 600; }
        article h2 { border-top: 1px solid #ddd; padding-top: 1.2rem; margin-top: 3rem; } article h3 { font-size: 1.05rem; margin-top: 1.8rem; }
        article blockquote { margin: 1rem 0; padding: 0.1rem 1rem; border-left: 4px solid #0072B2; background: #f4f7fa; }
        article p, article li, article blockquote { max-width: 50rem; }
        article td:first-child { min-width: 4rem; } article td { overflow-wrap: normal; font-variant-numeric: tabular-nums; }
        article td a, article td:first-child > code { white-space: nowrap; }
        code { font: 0.87em/1.4 ui-monospace, "DejaVu Sans Mono", monospace; background: #f2f2f2; padding: 0.05rem 0.25rem; border-radius: 3px; white-space: pre-wrap; overflow-wrap: anywhere; }
        pre { background: #f7f7f7; border: 1px solid #e3e3e3; padding: 0.7rem 1rem; max-height: 40rem; overflow: auto; }
        pre code { background: none; padding: 0; }
        small { display: block; color: #666; font-size: 0.78rem; line-height: 1.4; max-width: 60rem; overflow-wrap: anywhere; } small code { background: none; padding: 0; }
        :target { background: #fff3c4; }
        @media print { body { max-width: none; margin: 0; font-size: 11pt; } nav, pre { max-height: none; } figure, table, pre { break-inside: avoid; } h2, h3 { break-after: avoid; } }
        """;

    private readonly StringBuilder body = new();
    private int figures;

    /// <summary>A cell of a table.</summary>
    /// <param name="Text">What it says.</param>
    /// <param name="IsNumber">Numbers stand below each other by their digits.</param>
    /// <param name="Color">A patch of colour before the text, or null.</param>
    public sealed record Cell(string Text, bool IsNumber = false, string? Color = null);

    /// <summary>Adds a heading.</summary>
    public void Heading(string text) => body.Append($"<h2>{Encoded(text)}</h2>\n");

    /// <summary>Adds a paragraph.</summary>
    public void Paragraph(string text) => body.Append($"<p>{Encoded(text)}</p>\n");

    /// <summary>Adds a table; one that is wider than the page is scrolled.</summary>
    /// <param name="heads">The first row; empty: none.</param>
    /// <param name="rows">The rows, as many cells each.</param>
    public void Table(IReadOnlyList<Cell> heads, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        body.Append("<div class=\"wide\"><table>\n");
        if (heads.Count > 0)
            body.Append($"<thead><tr>{string.Concat(heads.Select(head => Render("th", head)))}</tr></thead>\n");
        body.Append("<tbody>\n");
        foreach (var row in rows)
            body.Append($"<tr>{string.Concat(row.Select(cell => Render("td", cell)))}</tr>\n");
        body.Append("</tbody></table></div>\n");
    }

    /// <summary>Adds a drawing.</summary>
    /// <param name="svg">The drawing, with a size and without a view box.</param>
    public void Figure(string svg) => body.Append($"<figure>{InlineSvg.Of(svg, $"figure{++figures}-")}</figure>\n");

    /// <summary>Adds a longer text of several headings, with links to them before it.</summary>
    /// <param name="article">The text, well-formed HTML that needs nothing beside it.</param>
    /// <param name="contents">Its headings and the names of their places.</param>
    public void Article(string article, IEnumerable<(string Heading, string Place)> contents)
    {
        var links = contents.Select(entry => $"<li><a href=\"#{Encoded(entry.Place)}\">{Encoded(entry.Heading)}</a></li>\n");
        body.Append($"<nav><details open=\"\"><summary>Contents</summary><ol>\n{string.Concat(links)}</ol></details></nav>\n");
        body.Append($"<article>\n{article}</article>\n");
    }

    /// <summary>Writes the page, replacing one of that name at once.</summary>
    public void Save(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encoded(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>{Encoded(title)}</h1>
        {body}</body>
        </html>

        """));

    private static string Render(string element, Cell cell)
    {
        var swatch = cell.Color is null ? "" : $"<span class=\"swatch\" style=\"background:{cell.Color}\"></span>";
        return $"<{element}{(cell.IsNumber ? " class=\"number\"" : "")}>{swatch}{Encoded(cell.Text)}</{element}>";
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
