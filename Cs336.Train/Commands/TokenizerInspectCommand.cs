using System.Text;
using System.Text.Json;
using Cs336.Train.Files;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 tokenizer inspect</c></summary>
internal static class TokenizerInspectCommand
{
    public static void Run(TokenizerInspectOptions options, CancellationToken cancellation)
    {
        var inspection = TokenizerInspection.Of(options, cancellation);
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(inspection, JsonFile.Options));
        else
            Print(options, inspection);
    }

    private static void Print(TokenizerInspectOptions options, TokenizerInspection inspection)
    {
        var specials = string.Join(", ", inspection.SpecialTokens.Select(Quoted));
        Console.WriteLine(FormattableString.Invariant($"{options.Tokenizer}: {inspection.VocabularySize:N0} ids, {inspection.Merges:N0} merges, ")
            + $"special tokens: {(specials == "" ? "none" : specials)}.");
        Console.WriteLine();
        Console.WriteLine("Longest tokens:");
        foreach (var token in inspection.LongestTokens)
            Console.WriteLine(FormattableString.Invariant($"{token.Bytes,6} bytes  {token.Id,7}  {Quoted(token.Text)}"));
        Console.WriteLine();
        if (inspection.Encoding is not { } encoding)
        {
            Console.WriteLine("With --input FILE: compression and throughput on that text.");
            return;
        }
        Console.WriteLine(FormattableString.Invariant(
            $"Compression: {encoding.BytesPerToken:F3} bytes per token, {encoding.Tokens:N0} tokens of {encoding.Bytes:N0} bytes."));
        Console.WriteLine(FormattableString.Invariant(
            $"Throughput:  {encoding.BytesPerSecond / 1e6:N1} MB/s on {encoding.Threads} threads, in {encoding.Seconds:F1} s."));
        Console.WriteLine($"825 GB of text (the Pile) would take {Duration(encoding.SecondsFor825GB)}.");
    }

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(seconds, 1e9));
        return time.TotalDays >= 2
            ? FormattableString.Invariant($"{time.TotalDays:N1} days")
            : FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes} min");
    }

    /// <summary>A text between quotation marks; what does not show is escaped.</summary>
    private static string Quoted(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                shown.Append('\\').Append(rune);
            else if (rune.Value != ' ' && (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)))
                shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                shown.Append(rune);
        }
        return shown.Append('"').ToString();
    }
}
