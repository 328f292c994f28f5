namespace Cs336.Train.Writeup;

/// <summary>Tokens and pre-tokens in a line of Markdown, so that every character of them is seen.</summary>
internal static class TokenText
{
    /// <summary>A token as code, its blanks as ␣ and its tabs as ␉.</summary>
    public static string Of(string token) => token.Length == 0
        ? ""
        : MarkdownText.Code(token.Replace(' ', '␣').Replace('\t', '␉'));

    /// <summary>Several tokens.</summary>
    public static string Of(IEnumerable<string> tokens) => string.Join(' ', tokens.Select(Of));
}
