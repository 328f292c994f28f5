namespace Cs336.Train.Reports;

/// <summary>Tables in Markdown.</summary>
internal static class MarkdownTable
{
    /// <summary>A table with a header, each row ended by a line feed.</summary>
    /// <exception cref="ArgumentException">A row has more or fewer cells than the header.</exception>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        string.Concat(rows.Prepend([.. header.Select(_ => "---")]).Prepend(header).Select(row => row.Count == header.Count
            ? $"| {string.Join(" | ", row.Select(Escaped))} |\n"
            : throw new ArgumentException($"A row has {row.Count} cells, its table {header.Count} columns.", nameof(rows))));

    private static string Escaped(string cell) => cell.Replace("|", "\\|").ReplaceLineEndings(" ");
}
