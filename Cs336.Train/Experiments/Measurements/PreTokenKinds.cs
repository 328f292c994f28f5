using System.Text;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>Pre-tokens by what they consist of.</summary>
internal static class PreTokenKinds
{
    public const string LowerCaseWords = "words in small letters";
    public const string OtherWords = "words with capital letters";
    public const string Numbers = "numbers";
    public const string NonAscii = "pieces with characters beyond ASCII";
    public const string WhiteSpace = "white space";
    public const string Punctuation = "punctuation and symbols";

    /// <summary>The kind of a pre-token; a leading blank does not matter.</summary>
    public static string Of(string preToken)
    {
        if (string.IsNullOrWhiteSpace(preToken))
            return WhiteSpace;
        var text = preToken.AsSpan().TrimStart(' ');
        if (!Ascii.IsValid(text))
            return NonAscii;
        // Contractions such as 's are words too.
        var letters = text.TrimStart('\'');
        if (!letters.IsEmpty && !letters.ContainsAnyExceptInRange('a', 'z'))
            return LowerCaseWords;
        if (!letters.IsEmpty && letters.IndexOfAnyExcept(AsciiLetters) < 0)
            return OtherWords;
        return text.ContainsAnyExceptInRange('0', '9') ? Punctuation : Numbers;
    }

    private static readonly System.Buffers.SearchValues<char> AsciiLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
