using System.Globalization;
using System.Text;

namespace Cs336.Train.Writeup;

/// <summary>Texts of any kind in a line of Markdown, such as tokens, so that every character of them is seen.</summary>
internal static class MarkdownCode
{
    private const char VisibleBlank = '␣';

    /// <summary>
    /// A text as code: blanks as ␣, line ends and what else has no shape as escapes. It may stand in a table, where a bar is written
    /// <c>\|</c>.
    /// </summary>
    public static string Of(string text) => Quote(Visible(text));

    /// <summary>Several, with blanks between.</summary>
    public static string Of(IEnumerable<string> texts) => string.Join(' ', texts.Select(Of));

    /// <summary>A text that is readable as it is, as code: its blanks stay blanks.</summary>
    public static string Quote(string text)
    {
        var fence = text.Contains('`', StringComparison.Ordinal) ? "``" : "`";
        var room = fence.Length > 1 || text.Length == 0 ? " " : "";
        return $"{fence}{room}{text.Replace("|", @"\|", StringComparison.Ordinal)}{room}{fence}";
    }

    private static string Visible(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(rune.Value switch
            {
                ' ' => VisibleBlank.ToString(),
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ when HasNoShape(rune) => string.Create(CultureInfo.InvariantCulture, $@"\u{rune.Value:X4}"),
                _ => rune.ToString(),
            });
        }
        return shown.ToString();
    }

    private static bool HasNoShape(Rune rune) => Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
