using System.Globalization;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;

namespace Cs336.Train.Writeup;

/// <summary>Where results came from, in words.</summary>
internal static class Provenance
{
    /// <summary>The day that a run began.</summary>
    public static string Day(LogEntry entry) => entry.Started.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A commit, as git shortens it.</summary>
    public static string Commit(LogEntry entry) => entry.Commit is { } commit ? commit[..Math.Min(9, commit.Length)] : "unknown";

    /// <summary>What a text is. A stand-in is called one, and never by the name of what it stands for alone.</summary>
    public static string Name(CorpusRecord data) => (data.Corpus, data.IsStandIn) switch
    {
        (Corpus.TinyStories, false) => "TinyStories",
        (Corpus.TinyStories, true) => "synthetic stories in place of TinyStories",
        (_, false) => "OpenWebText, the course's sample",
        (_, true) => "synthetic web text in place of OpenWebText",
    };

    /// <summary>The small print under a table, a figure or a text: everything that is needed to make it again.</summary>
    /// <param name="sources">The runs.</param>
    /// <param name="recorded">The problem, whose command makes all of its runs.</param>
    /// <param name="link">The link to an entry of the log.</param>
    public static string SmallPrint(IReadOnlyList<LogEntry> sources, RecordedExperiment recorded, Func<LogEntry, string> link)
    {
        if (sources.Count == 0)
            return "<small>Follows from the definitions; nothing was run for it.</small>";
        string[] parts =
        [
            $"Made by {MarkdownText.Code(Command(sources, recorded))}",
            $"data: {Listed(sources.SelectMany(entry => entry.Data).Select(data => $"{Name(data)} ({Quantity.Size(data.TrainBytes)})"), "none")}",
            $"scale: {Listed(sources.Select(entry => entry.Scale.Name()))}",
            $"machine: {Listed(sources.Select(entry => MarkdownText.Escaped(Processor(entry))))}",
            $"date: {Span(sources.Select(Day))}",
            $"commit: {Listed(sources.Select(Commit))}",
            $"log: {Listed(sources.Select(link))}",
        ];
        return $"<small>{string.Join("; ", parts)}.</small>";
    }

    /// <summary>From the first to the last of several days.</summary>
    public static string Span(IEnumerable<string> days)
    {
        var all = days.Order(StringComparer.Ordinal).ToList();
        return all[0] == all[^1] ? all[0] : $"{all[0]} to {all[^1]}";
    }

    private static string Command(IReadOnlyList<LogEntry> sources, RecordedExperiment recorded)
    {
        if (sources.Count == 1)
            return sources[0].Command;
        var courseData = sources.Any(entry => entry.Data.Any(data => !data.IsStandIn));
        return courseData ? $"{recorded.Command} --data DIR" : recorded.Command;
    }

    /// <summary>What comes first in the description of a machine; the log has all of it.</summary>
    private static string Processor(LogEntry entry) => entry.Machine.Split(';', '(')[0].Trim();

    private static string Listed(IEnumerable<string> items, string none = "") =>
        string.Join(", ", items.Distinct().DefaultIfEmpty(none));
}
