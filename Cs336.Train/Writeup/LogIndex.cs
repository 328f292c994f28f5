using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Writeup;

/// <summary>The entries of a log and their numbers, from 1 in the order in which they were written.</summary>
/// <param name="entries">The entries, oldest first.</param>
internal sealed class LogIndex(IReadOnlyList<LogEntry> entries)
{
    /// <summary>The page that lists the entries, beside the document.</summary>
    public const string PageName = "log.md";

    // Two runs may have left the same entry.
    private readonly Dictionary<LogEntry, int> numbers =
        new(entries.Index().Select(entry => KeyValuePair.Create(entry.Item, entry.Index + 1)), ReferenceEqualityComparer.Instance);

    /// <summary>The entries, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries { get; } = entries;

    /// <summary>The number of an entry.</summary>
    public int Number(LogEntry entry) => numbers[entry];

    /// <summary>The name of the place on the page where an entry stands.</summary>
    public string Anchor(LogEntry entry) => $"entry-{Number(entry)}";

    /// <summary>A link to an entry, in Markdown.</summary>
    public string Link(LogEntry entry) => $"[{Number(entry)}]({PageName}#{Anchor(entry)})";

    /// <summary>Numbers of entries as few spans.</summary>
    public string Numbers(IEnumerable<LogEntry> some)
    {
        var spans = new List<(int First, int Last)>();
        foreach (var number in some.Select(Number).Order())
        {
            if (spans.Count > 0 && spans[^1].Last == number - 1)
                spans[^1] = (spans[^1].First, number);
            else
                spans.Add((number, number));
        }
        return string.Join(", ", spans.Select(span => span.First == span.Last ? $"{span.First}" : $"{span.First}–{span.Last}"));
    }
}
