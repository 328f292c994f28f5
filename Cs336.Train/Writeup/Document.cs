using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Writeup;

/// <summary>
/// The writeup: every problem of the assignment with its answer. It follows from the log and the declared experiments alone, so that the
/// same log gives the same document wherever it is read.
/// </summary>
/// <param name="Chapters">The problems, in the assignment's order.</param>
/// <param name="Log">What everything came from.</param>
/// <param name="Wanted">The scale that was asked for; null: for each problem the one that says most.</param>
internal sealed record Document(IReadOnlyList<Chapter> Chapters, LogIndex Log, Scale? Wanted)
{
    /// <summary>The document's title.</summary>
    public const string Title = "CS336, assignment 1: the writeup";

    /// <summary>The entries that the answers were made from, oldest first.</summary>
    public IReadOnlyList<LogEntry> Shown { get; } =
        [.. Chapters.SelectMany(chapter => chapter.Recorded.Entries.Values).Distinct(ReferenceEqualityComparer.Instance).Cast<LogEntry>().OrderBy(Log.Number)];

    /// <summary>Builds the document.</summary>
    /// <param name="experiments">The problems, in the assignment's order.</param>
    /// <param name="log">The whole log, oldest entry first.</param>
    /// <param name="scale">The scale to show; null: for each problem the largest at which all of its runs are recorded.</param>
    /// <exception cref="InvalidDataException">A result in the log has another form than this version of the program reads.</exception>
    public static Document Of(IEnumerable<Experiment> experiments, IReadOnlyList<LogEntry> log, Scale? scale = null) =>
        new([.. experiments.Select(experiment => Chapter.Of(experiment, log, scale))], new LogIndex(log), scale);

    /// <summary>The figures, by the names of their files without ending.</summary>
    public IEnumerable<(string Name, FigureBlock Figure)> Figures =>
        from chapter in Chapters
        from figure in chapter.Section.Blocks.OfType<FigureBlock>()
        select (NameOf(chapter.Section, figure), figure);

    /// <summary>The name of a figure's file, without ending.</summary>
    public static string NameOf(Section section, FigureBlock figure) => $"{section.Id}-{figure.Name}";
}
