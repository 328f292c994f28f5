using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Cs336.Tokenizer;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>A text that holds unusual characters, in the forms in which one meets it.</summary>
/// <param name="Escaped">As a literal, which a reader can tell from every other text: JSON's.</param>
/// <param name="Characters">Its length in UTF-16 code units, .NET's <c>char</c>.</param>
/// <param name="Printed">The bytes that printing it sends to a UTF-8 terminal, in hexadecimal.</param>
internal sealed record ShownText(string Escaped, int Characters, string Printed)
{
    /// <summary>Writes the text, and looks at what was written.</summary>
    public static ShownText Of(string text)
    {
        using var terminal = new MemoryStream();
        using (var writer = new StreamWriter(terminal, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            writer.Write(text);
        return new(JsonSerializer.Serialize(text), text.Length, Hex(terminal.ToArray()));
    }

    /// <summary>Bytes in hexadecimal, a blank between each two.</summary>
    public static string Hex(IEnumerable<byte> bytes) =>
        string.Join(' ', bytes.Select(value => value.ToString("X2", CultureInfo.InvariantCulture)));
}

/// <summary>The character with the number 0: alone, inside a text, and in what reads texts.</summary>
/// <param name="CodePoint">Its number, as Unicode writes it.</param>
/// <param name="Category">The general category that .NET's tables give it.</param>
/// <param name="IsWhiteSpace">Whether it is white space.</param>
/// <param name="Alone">The character alone.</param>
/// <param name="InText">Inside a text.</param>
/// <param name="EqualsTextWithout">Whether that text equals the one without it.</param>
/// <param name="ReadAsCString">What native code reads that takes a pointer and goes on to the first byte 0, escaped.</param>
/// <param name="PreTokens">How GPT-2's pattern cuts the text, each part escaped.</param>
/// <param name="SurvivesRoundTrip">Whether encoding with the 256 bytes as tokens and decoding gives the text back.</param>
internal sealed record NullCharacter(
    string CodePoint,
    string Category,
    bool IsWhiteSpace,
    ShownText Alone,
    ShownText InText,
    bool EqualsTextWithout,
    string ReadAsCString,
    IReadOnlyList<string> PreTokens,
    bool SurvivesRoundTrip)
{
    private const string Before = "this is a test", After = "string";
    private const int Bytes = 256;

    /// <summary>Looks at it.</summary>
    public static NullCharacter Observe()
    {
        var character = (char)0;
        var text = Before + character + After;
        var tokenizer = BpeTrainer.TrainOnText("", new TrainingOptions(Bytes)).ToTokenizer();
        return new(
            FormattableString.Invariant($"U+{(int)character:X4}"),
            char.GetUnicodeCategory(character).ToString(),
            char.IsWhiteSpace(character),
            ShownText.Of(character.ToString()),
            ShownText.Of(text),
            string.Equals(text, Before + After, StringComparison.Ordinal),
            JsonSerializer.Serialize(ReadToFirstZero(text)),
            [.. tokenizer.PreTokens(text).Select(part => JsonSerializer.Serialize(part))],
            tokenizer.Decode(tokenizer.Encode(text)) == text);
    }

    private static string? ReadToFirstZero(string text)
    {
        var pointer = Marshal.StringToCoTaskMemUTF8(text);
        try
        {
            return Marshal.PtrToStringUTF8(pointer);
        }
        finally
        {
            Marshal.FreeCoTaskMem(pointer);
        }
    }
}
