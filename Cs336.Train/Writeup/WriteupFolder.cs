using System.Text;
using Cs336.Model.State;
using Cs336.Train.Files;
using Cs336.Train.Reports;

namespace Cs336.Train.Writeup;

/// <summary>The document on the disk: Markdown with its figures, one page of HTML, and the log that both follow from.</summary>
/// <param name="path">The folder.</param>
internal sealed class WriteupFolder(string path)
{
    private const string LogHeading = "Experiment log";

    /// <summary>The document as one page that needs nothing beside it.</summary>
    public string Page => Path.Combine(path, "writeup.html");

    /// <summary>Writes everything, replacing what an earlier document left.</summary>
    /// <param name="document">The document.</param>
    /// <param name="logFile">The log that it was made from.</param>
    /// <exception cref="IOException">Something cannot be written.</exception>
    public void Write(Document document, string logFile)
    {
        var figures = Path.Combine(path, DocumentMarkdown.FigureFolder);
        OutputPath.PrepareDirectory(figures);
        var drawn = document.Figures.ToDictionary(figure => figure.Name, figure => figure.Figure.Plot.Svg());
        foreach (var (name, svg) in drawn)
            Write(Path.Combine(figures, name + ".svg"), svg);
        RemoveOthers(figures, document, drawn.Keys);

        var markdown = DocumentMarkdown.Of(document);
        var log = LogPage.Markdown(document.Log);
        Write(Path.Combine(path, "writeup.md"), $"# {Document.Title}\n\n{markdown}");
        Write(Path.Combine(path, LogIndex.PageName), $"# {LogHeading}\n\n{log}");
        var copy = Path.Combine(path, Introduction.LogName);
        if (Path.GetFullPath(copy) != Path.GetFullPath(logFile))
            AtomicFile.Write(copy, File.ReadAllBytes(logFile));
        WritePage(document, $"{markdown}<a id=\"log\"></a>\n\n## {LogHeading}\n\n{log}", drawn);
    }

    private void WritePage(Document document, string markdown, Dictionary<string, string> drawn)
    {
        var drawings = drawn.ToDictionary(
            figure => $"{DocumentMarkdown.FigureFolder}/{figure.Key}.svg", figure => InlineSvg.Of(figure.Value, figure.Key + "-"));
        var page = new HtmlPage(Document.Title);
        page.Article(
            MarkdownHtml.Of(markdown, drawings, LogIndex.PageName),
            [.. document.Chapters.Select(chapter => (chapter.Section.Title, chapter.Section.Id)), (LogHeading, "log")]);
        page.Save(Page);
    }

    /// <summary>Figures that these problems showed in an earlier document and do not show any more.</summary>
    private static void RemoveOthers(string figures, Document document, IReadOnlyCollection<string> names)
    {
        foreach (var file in Directory.EnumerateFiles(figures, "*.svg"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!names.Contains(name) && document.Chapters.Any(chapter => name.StartsWith(chapter.Section.Id + "-", StringComparison.Ordinal)))
                File.Delete(file);
        }
    }

    private static void Write(string file, string text) => AtomicFile.Write(file, Encoding.UTF8.GetBytes(text));
}
