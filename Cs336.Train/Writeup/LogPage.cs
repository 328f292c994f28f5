using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Files;
using Cs336.Train.Reports;
using static System.FormattableString;

namespace Cs336.Train.Writeup;

/// <summary>The experiment log as a page for readers.</summary>
internal static class LogPage
{
    private const int LongestExcerpt = 90; // characters

    private static readonly JsonSerializerOptions OneLine = new(JsonFile.Options) { WriteIndented = false };

    /// <summary>The page without its heading: every entry, then what entries share.</summary>
    public static string Markdown(LogIndex log) => log.Entries.Count == 0
        ? "Nothing is recorded.\n"
        : string.Join("\n\n",
        [
            Invariant($"Every run in the order in which it was recorded, {log.Entries.Count:N0} in all; times are UTC."),
            MarkdownText.Table(
                ["entry", "run", "of the problem", "scale", "began", "took", "seed", "commit", "outcome", "result"],
                log.Entries.Select(entry => Row(entry, log))),
            Shared("Commands", log, entry => [MarkdownText.Code(entry.Command)]),
            Shared("Machines", log, entry => [MarkdownText.Escaped(entry.Machine)]),
            Shared("Texts", log, entry => entry.Data.Select(Described)),
        ]) + "\n";

    /// <summary>What came out of a run, in a few words of Markdown.</summary>
    public static string Result(LogEntry entry)
    {
        if (entry.Result is not { } result)
            return MarkdownText.Escaped(entry.Failure ?? "–");
        if (result is JsonObject members && members.ContainsKey("curve") && members.ContainsKey("unigramLoss"))
            return Result(result.Deserialize<TrainingResult>(JsonFile.Options)!);
        var json = result.ToJsonString(OneLine);
        return MarkdownText.Code(json.Length <= LongestExcerpt ? json : $"{json[..LongestExcerpt]}…");
    }

    private static string Result(TrainingResult result)
    {
        var loss = result.BestValidationLoss is { } best
            ? Invariant($"lowest validation loss {best:F4}, last {result.LastValidationLoss:F4}")
            : "no validation loss";
        var size = Invariant($"{result.Curve.LastOrDefault()?.Step ?? 0:N0} steps, {result.Parameters:N0} parameters");
        return result.Divergence is { } divergence ? $"{MarkdownText.Escaped(divergence)}; {loss}; {size}" : $"{loss}; {size}";
    }

    private static IReadOnlyList<string> Row(LogEntry entry, LogIndex log) =>
    [
        $"<a id=\"{log.Anchor(entry)}\"></a>{log.Number(entry)}",
        MarkdownText.Code(entry.Run),
        MarkdownText.Code(entry.Experiment),
        entry.Scale.Name(),
        entry.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        Duration.Of(entry.Seconds),
        entry.Seed?.ToString(CultureInfo.InvariantCulture) ?? "–",
        Provenance.Commit(entry),
        entry.Outcome.Name(),
        Result(entry),
    ];

    private static string Described(CorpusRecord data) =>
        Invariant($"{Provenance.Name(data)}: {MarkdownText.Escaped(data.Description)}; {data.TrainBytes:N0} bytes to train on, ")
        + Invariant($"{data.ValidBytes:N0} to validate on; SHA-256 {MarkdownText.Code(data.Sha256)}");

    /// <summary>A list of what several entries have in common, each with the entries that have it.</summary>
    private static string Shared(string title, LogIndex log, Func<LogEntry, IEnumerable<string>> items) => string.Join('\n',
    [
        $"### {title}",
        "",
        .. log.Entries
            .SelectMany(entry => items(entry).Select(item => (Item: item, Entry: entry)))
            .GroupBy(pair => pair.Item, pair => pair.Entry)
            .Select(group => $"- {group.Key} (entries {log.Numbers(group.Distinct())})")
            .DefaultIfEmpty("None."),
    ]);
}
