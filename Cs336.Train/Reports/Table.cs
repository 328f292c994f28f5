using System.Text;

namespace Cs336.Train.Reports;

/// <summary>A table with a heading above and remarks below, as plain text or as Markdown.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Columns">The head of each column; the first column is aligned left, the others right.</param>
/// <param name="Rows">The cells, as many in each row as there are columns.</param>
/// <param name="Notes">Sentences that follow.</param>
internal sealed record Table(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>Columns as wide as they need to be, two blanks apart.</summary>
    public string ToText()
    {
        var widths = Columns.Select((_, i) => Rows.Append(Columns).Max(row => row[i].Length)).ToList();
        var text = new StringBuilder();
        text.AppendLine(Title);
        if (Rows.Count > 0)
        {
            foreach (var row in Rows.Prepend(Columns).Where(row => row.Any(cell => cell.Length > 0)))
                text.Append("  ").AppendLine(string.Join("  ", row.Select((cell, i) => Aligned(cell, i))).TrimEnd());
        }
        foreach (var note in Notes)
            text.Append("  ").AppendLine(note);
        return text.ToString();

        string Aligned(string cell, int column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]);
    }

    /// <summary>A heading of the second level, a table, a paragraph.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine($"## {Title}").AppendLine();
        if (Rows.Count > 0)
        {
            text.AppendLine(Line(Columns)).AppendLine("|---|" + string.Concat(Columns.Skip(1).Select(_ => "---:|")));
            foreach (var row in Rows)
                text.AppendLine(Line(row));
        }
        if (Rows.Count > 0 && Notes.Count > 0)
            text.AppendLine();
        foreach (var note in Notes)
            text.AppendLine($"- {note}");
        return text.ToString();

        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
    }
}
