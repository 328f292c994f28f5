using System.Text;
using Cs336.Train.Experiments;

namespace Cs336.Train.Writeup;

/// <summary>The document as Markdown, with its figures as files beside it.</summary>
internal sealed class DocumentMarkdown
{
    /// <summary>The folder of the figures, beside the document.</summary>
    public const string FigureFolder = "figures";

    private readonly Document document;
    private readonly StringBuilder text = new();
    private int tables, figures, texts;

    private DocumentMarkdown(Document document) => this.document = document;

    /// <summary>The whole document but its title.</summary>
    public static string Of(Document document)
    {
        var markdown = new DocumentMarkdown(document);
        markdown.Add(Introduction.Markdown(document));
        foreach (var chapter in document.Chapters)
            markdown.Add(chapter);
        return markdown.text.ToString();
    }

    private void Add(string paragraph) => text.Append(paragraph.Trim('\n')).Append("\n\n");

    private void Add(Chapter chapter)
    {
        var (experiment, section) = (chapter.Recorded.Experiment, chapter.Section);
        Add($"<a id=\"{section.Id}\"></a>\n\n## {MarkdownText.Escaped(section.Title)} ({MarkdownText.Code(section.Id)})");
        Add(Quoted(experiment.Question));
        Add($"**Measured:** {experiment.Measured.Trim()}\\\n**Judged:** {experiment.Judged.Trim()}\\\n**Shown:** {Shown(chapter)}");
        foreach (var block in section.Blocks)
            Add(block, chapter);
    }

    private static string Shown(Chapter chapter)
    {
        var scale = $"`{chapter.Recorded.Scale.Name()}` scale, {chapter.State}";
        return chapter.OtherScales.Count == 0
            ? $"{scale}."
            : $"{scale}; runs at {string.Join(" and ", chapter.OtherScales.Select(other => $"`{other.Name()}`"))} scale are recorded too.";
    }

    private void Add(Block block, Chapter chapter)
    {
        var section = chapter.Section;
        switch (block)
        {
            case TextBlock paragraphs:
                Add(paragraphs.Markdown);
                break;
            case TableBlock table:
                Add($"**Table {++tables}.** {table.Caption}");
                Add(MarkdownText.Table(table.Columns, table.Rows));
                AddSmallPrint(table, chapter);
                break;
            case FigureBlock figure:
                Add($"![{MarkdownText.Escaped(figure.Plot.Title)}]({FigureFolder}/{Document.NameOf(section, figure)}.svg)");
                Add(string.Join(' ', new[] { $"**Figure {++figures}.**", figure.Caption, figure.Plot.Note }.OfType<string>()));
                AddSmallPrint(figure, chapter);
                break;
            case VerbatimBlock verbatim:
                var remark = MarkdownText.HasInvisible(verbatim.Text) ? " Characters that cannot be seen are shown as pictures of them." : "";
                Add($"**Text {++texts}.** {verbatim.Caption}{remark}");
                Add(MarkdownText.Block(verbatim.Text));
                AddSmallPrint(verbatim, chapter);
                break;
            case NotRunBlock missing:
                Add($"**Not run:** {missing.What}: {MarkdownText.Code(missing.Command)}");
                break;
            default:
                throw new ArgumentException($"{block.GetType().Name} has no form in Markdown.", nameof(block));
        }
    }

    private void AddSmallPrint(SourcedBlock block, Chapter chapter) =>
        Add(Provenance.SmallPrint(block.Sources, chapter.Recorded, document.Log.Link));

    private static string Quoted(string markdown) =>
        string.Join('\n', markdown.Trim().Split('\n').Select(line => $"> {line}".TrimEnd()));
}
