using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cs336.Train.Writeup;

/// <summary>Any text at all as Markdown that shows it.</summary>
internal static partial class MarkdownText
{
    // What begins markup within a line, and what does at its beginning. Markdown lets a backslash stand before each of them.
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_[]<>|&~"), SpecialFirst = SearchValues.Create("#+-=");

    /// <summary>Text that is read as it stands, within a paragraph or a cell.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var (i, character) in Visible(text).Replace('\n', ' ').Index())
        {
            if (Special.Contains(character) || (i == 0 && SpecialFirst.Contains(character)))
                escaped.Append('\\');
            escaped.Append(character);
        }
        return escaped.ToString();
    }

    /// <summary>Text as code within a paragraph or a cell, its blanks kept. It must not be empty.</summary>
    public static string Code(string text)
    {
        var shown = Visible(text).Replace("\n", "␊", StringComparison.Ordinal);
        var ticks = new string('`', LongestRun(shown) + 1);
        // One blank at each end is taken away again, and text that touches the ticks would add to them.
        return shown[0] is '`' or ' ' || shown[^1] is '`' or ' ' ? $"{ticks} {shown} {ticks}" : $"{ticks}{shown}{ticks}";
    }

    /// <summary>Text as it is, in a block of its own.</summary>
    public static string Block(string text)
    {
        var shown = Visible(text).TrimEnd('\n');
        var fence = new string('`', Math.Max(3, LongestRun(shown) + 1));
        return $"{fence}text\n{shown}\n{fence}";
    }

    /// <summary>A row of a table. Its cells are Markdown; a bar in one does not end it.</summary>
    public static string Row(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => LoneBar().Replace(WithoutBarsInCode(cell.ReplaceLineEndings(" ")), "\\|")))} |";

    /// <summary>
    /// What is a bar in code within a table, and what is not, the dialects of Markdown do not agree on; on elements of HTML they do.
    /// </summary>
    private static string WithoutBarsInCode(string cell) => CodeSpan().Replace(cell, span => span.Groups["code"].Value.Contains('|')
        ? $"<code>{Escaped(Unpadded(span.Groups["code"].Value)).Replace(@"\|", "&#124;", StringComparison.Ordinal)}</code>"
        : span.Value);

    /// <summary>Code without the blank at each end that Markdown takes away.</summary>
    private static string Unpadded(string code) =>
        code.Length > 2 && code[0] == ' ' && code[^1] == ' ' && code.Trim(' ').Length > 0 ? code[1..^1] : code;

    /// <summary>A table; columns of numbers are aligned right.</summary>
    public static string Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        var alignments = columns.Select((_, i) => AreNumbers(all.Select(row => row[i])) ? "---:|" : "---|");
        return string.Join('\n', [Row(columns), $"|{string.Concat(alignments)}", .. all.Select(Row)]);
    }

    /// <summary>Whether most of the cells that say something begin as a number does.</summary>
    private static bool AreNumbers(IEnumerable<string> cells)
    {
        var said = cells.Where(cell => cell.Trim().Length > 0).ToList();
        return 2 * said.Count(cell => NumberAtStart().IsMatch(cell)) > said.Count;
    }

    /// <summary>Whether a text holds characters that <see cref="Block"/> and <see cref="Code"/> show as others.</summary>
    public static bool HasInvisible(string text) => Visible(text) != text;

    /// <summary>
    /// Control characters as Unicode's pictures of them, and those that would turn the direction of what follows, or belong to no text, as
    /// their code points.
    /// </summary>
    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' or '\t' => visible.Append((char)rune.Value),
                < 0x20 => visible.Append((char)(0x2400 + rune.Value)),
                0x7F => visible.Append('␡'),
                _ when IsInvisible(rune) => visible.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩"),
                _ => visible.Append(rune.ToString()),
            };
        }
        return visible.ToString();
    }

    private static bool IsInvisible(Rune rune) => rune.Value is 0x2028 or 0x2029 or 0xFEFF
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F;

    private static int LongestRun(string text) => BackTicks().Matches(text).Select(run => run.Length).DefaultIfEmpty().Max();

    [GeneratedRegex(@"^\W{0,2}[0-9]")]
    private static partial Regex NumberAtStart();

    [GeneratedRegex("`+")]
    private static partial Regex BackTicks();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex LoneBar();

    // Or an escaped character, or ticks that open nothing: neither begins a span.
    [GeneratedRegex(@"\\.|(?<ticks>`+)(?!`)(?<code>.+?)(?<!`)\k<ticks>(?!`)|`+")]
    private static partial Regex CodeSpan();
}
