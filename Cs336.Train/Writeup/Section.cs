using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;

namespace Cs336.Train.Writeup;

/// <summary>A part of the document under one heading, built block by block. Text is Markdown.</summary>
/// <param name="id">Its name in links and in the names of its figures.</param>
/// <param name="title">Its heading.</param>
internal sealed class Section(string id, string title)
{
    private readonly List<Block> blocks = [];

    /// <summary>Its name in links.</summary>
    public string Id { get; } = id;

    /// <summary>Its heading.</summary>
    public string Title { get; } = title;

    /// <summary>What it consists of, in order.</summary>
    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>The answer in one line of Markdown, for the table at the document's beginning; null where there is none.</summary>
    public string? Conclusion { get; private set; }

    /// <summary>Says what came out, in one line of Markdown.</summary>
    public void Conclude(string conclusion) => Conclusion = conclusion;

    /// <summary>Adds paragraphs, lists or whatever else Markdown writes; headings from the third level down.</summary>
    public void Text(string markdown) => blocks.Add(new TextBlock(markdown));

    /// <summary>Adds a table.</summary>
    /// <param name="caption">What it shows, with units.</param>
    /// <param name="columns">The heads; columns of numbers are aligned right.</param>
    /// <param name="rows">The cells, Markdown.</param>
    /// <param name="sources">The runs whose results it shows; none where it follows from definitions alone.</param>
    public void Table(
        string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, params IEnumerable<LogEntry> sources) =>
        blocks.Add(new TableBlock(caption, columns, [.. rows], [.. sources]));

    /// <summary>Adds curves.</summary>
    /// <param name="name">The name of the figure within the section: lower case and hyphens.</param>
    /// <param name="plot">The curves with title, labels and units.</param>
    /// <param name="caption">What is to be seen.</param>
    /// <param name="sources">The runs whose results it shows.</param>
    public void Figure(string name, LossCurves plot, string caption, params IEnumerable<LogEntry> sources) =>
        blocks.Add(new FigureBlock(name, plot, caption, [.. sources]));

    /// <summary>Adds text as it is, such as program output or generated text.</summary>
    /// <param name="caption">What it is.</param>
    /// <param name="text">The text.</param>
    /// <param name="sources">The runs that it came from.</param>
    public void Verbatim(string caption, string text, params IEnumerable<LogEntry> sources) =>
        blocks.Add(new VerbatimBlock(caption, text, [.. sources]));

    /// <summary>Says that something was not run, and how it is.</summary>
    /// <param name="what">What is missing.</param>
    /// <param name="command">The command that makes it.</param>
    public void NotRun(string what, string command) => blocks.Add(new NotRunBlock(what, command));
}
