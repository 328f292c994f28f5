using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;
using static System.FormattableString;

namespace Cs336.Train.Writeup;

/// <summary>The beginning of the document: what stands behind it, and what came out of each problem.</summary>
internal static class Introduction
{
    /// <summary>The name of the log beside the document.</summary>
    public const string LogName = "log.jsonl";

    /// <summary>The beginning, in Markdown.</summary>
    public static string Markdown(Document document) => string.Join("\n\n",
    [
        "Answers to the problems of Stanford CS336's first assignment (2025), from measurements alone: `cs336 experiment run` makes the runs "
            + $"and records them, `cs336 writeup` writes this document from that record, `{LogName}`, and from nothing else. Under each table, "
            + "figure and text stands what makes it again. What was not run says so.",
        "## What stands behind it",
        DataSentence(document.Shown),
        Runs(document),
        "- `smoke` scale: seconds each, to show that everything works; its numbers mean nothing.\n"
            + "- `low` scale: small models for minutes each on two processor cores, large enough that the conclusions can be seen.\n"
            + "- `full` scale: what the assignment asks for, the 17M model and 327,680,000 tokens on one GPU.",
        "## The problems",
        MarkdownText.Table(["problem", "scale", "state", "result"], document.Chapters.Select(Row)),
    ]);

    /// <summary>Which texts the runs read. A stand-in is called one before anything else is said.</summary>
    private static string DataSentence(IReadOnlyList<LogEntry> shown)
    {
        var texts = shown.SelectMany(entry => entry.Data)
            .DistinctBy(data => (data.Corpus, data.IsStandIn, data.Sha256))
            .OrderBy(data => data.Corpus)
            .ToList();
        if (texts.Count == 0)
            return "No run that is shown read a corpus.";
        var warning = texts.Any(data => data.IsStandIn)
            ? "**Stand-ins, not the course's data.** Where this document says TinyStories or OpenWebText, "
                + $"{string.Join(" and ", texts.Where(data => data.IsStandIn).Select(Provenance.Name).Distinct())} were read: losses, "
                + "compression and samples are not comparable with those of the course.\n\n"
            : "";
        return warning + MarkdownText.Table(
            ["text", "what it is", "training text", "validation text", "SHA-256"],
            texts.Select(data => (IReadOnlyList<string>)
            [
                Provenance.Name(data), MarkdownText.Escaped(data.Description), Quantity.Size(data.TrainBytes), Quantity.Size(data.ValidBytes),
                MarkdownText.Code(data.Sha256[..Math.Min(12, data.Sha256.Length)]),
            ]));
    }

    private static string Runs(Document document)
    {
        var shown = document.Shown;
        var choice = document.Wanted is { } scale
            ? $"It shows what was run at `{scale.Name()}` scale."
            : "For each problem it shows the largest scale at which all of its runs are recorded, or else the one with most of them.";
        if (shown.Count == 0)
            return $"Nothing was run. {choice}";
        var scales = shown.Select(entry => entry.Scale).Distinct().Order().Select(scale => $"`{scale.Name()}`");
        var machines = shown.Select(entry => MarkdownText.Escaped(entry.Machine)).Distinct();
        return Invariant($"The results come from {Some(shown.Count, "run")} at {string.Join(" and ", scales)} scale, ")
            + $"{Provenance.Span(shown.Select(Provenance.Day))}, {Duration.Of(shown.Sum(entry => entry.Seconds))} in all, "
            + $"on {string.Join(" and on ", machines)}. {choice} Every run is in the [experiment log]({LogIndex.PageName}).";
    }

    private static IReadOnlyList<string> Row(Chapter chapter) =>
    [
        $"[{MarkdownText.Escaped(chapter.Section.Title)}](#{chapter.Section.Id}) ({MarkdownText.Code(chapter.Section.Id)})",
        chapter.Recorded.Scale.Name(),
        chapter.State,
        chapter.Section.Conclusion ?? "",
    ];

    private static string Some(int count, string what) => Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
