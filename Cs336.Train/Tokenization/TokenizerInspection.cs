using System.Diagnostics;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>A token of a vocabulary.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Text">Its text; what is no UTF-8 is U+FFFD.</param>
/// <param name="Hex">Its bytes in lower-case hexadecimal.</param>
internal sealed record InspectedToken(int Id, int Bytes, string Text, string Hex);

/// <summary>What encoding a text showed.</summary>
/// <param name="Bytes">Bytes of the text.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="BytesPerToken">The compression.</param>
/// <param name="Threads">How many threads encoded.</param>
/// <param name="Seconds">How long it took, reading included, after a warm-up.</param>
/// <param name="BytesPerSecond">The throughput.</param>
/// <param name="SecondsFor825GB">How long 825 GB (10⁹ bytes each), the size of the Pile, would take at that rate.</param>
internal sealed record InspectedEncoding(
    long Bytes, long Tokens, double BytesPerToken, int Threads, double Seconds, double BytesPerSecond, double SecondsFor825GB);

/// <summary>What the assignment asks of a tokenizer.</summary>
/// <param name="VocabularySize">The number of ids that a model must have.</param>
/// <param name="Merges">The number of merges.</param>
/// <param name="SpecialTokens">The special tokens.</param>
/// <param name="LongestTokens">The longest tokens other than special ones, the longest first, of equals the lowest id.</param>
/// <param name="Encoding">What a text showed; null without one.</param>
internal sealed record TokenizerInspection(
    int VocabularySize,
    int Merges,
    IReadOnlyList<string> SpecialTokens,
    IReadOnlyList<InspectedToken> LongestTokens,
    InspectedEncoding? Encoding)
{
    private const double ThePile = 825e9;
    private const int WarmUpBytes = 1 << 20;

    /// <summary>Looks at a tokenizer, and at what it does to the texts.</summary>
    public static TokenizerInspection Of(TokenizerInspectOptions options, CancellationToken cancellation)
    {
        var tokenizer = TokenizerSource.Open(options.Tokenizer, []);
        var inputs = TextInput.Require(options.Input, cancellation);
        return new(
            tokenizer.VocabularySize,
            tokenizer.Merges.Count,
            tokenizer.SpecialTokens,
            LongestOf(tokenizer, options.Longest),
            inputs.Count == 0 ? null : Measure(tokenizer, inputs, options, cancellation));
    }

    /// <summary>The longest tokens other than special ones, the longest first, of equals the lowest id.</summary>
    public static IReadOnlyList<InspectedToken> LongestOf(BpeTokenizer tokenizer, int count)
    {
        var special = tokenizer.SpecialTokens.Select(text => tokenizer.TryGetId(text, out var id) ? id : -1).ToHashSet();
        return
        [
            .. tokenizer.Vocabulary
                .Where(entry => !special.Contains(entry.Key))
                .OrderByDescending(entry => entry.Value.Length)
                .ThenBy(entry => entry.Key)
                .Take(count)
                .Select(entry => new InspectedToken(
                    entry.Key,
                    entry.Value.Length,
                    System.Text.Encoding.UTF8.GetString(entry.Value.Span),
                    Convert.ToHexStringLower(entry.Value.Span))),
        ];
    }

    private static InspectedEncoding Measure(
        BpeTokenizer tokenizer, IReadOnlyList<TextInput> inputs, TokenizerInspectOptions options, CancellationToken cancellation)
    {
        var threads = options.Threads ?? Environment.ProcessorCount;
        WarmUp(tokenizer, inputs[0]);
        var (bytes, tokens) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        Progress.Run("Encoding", options.Quiet || options.Json, report =>
        {
            var encoding = new InputEncoding(tokenizer, threads, inputs, report);
            foreach (var input in inputs)
                bytes += encoding.Run(input, part => Interlocked.Add(ref tokens, part.Span.Length), cancellation);
            return tokens;
        });
        var elapsed = Stopwatch.GetElapsedTime(started);
        var rate = ReadingProgress.Rate(bytes, elapsed);
        return new(bytes, tokens, (double)bytes / tokens, threads, Math.Round(elapsed.TotalSeconds, 3), Math.Round(rate), Math.Round(ThePile / rate, 1));
    }

    /// <summary>Has the code compiled before it is timed. What flows only once is left alone.</summary>
    private static void WarmUp(BpeTokenizer tokenizer, TextInput input)
    {
        if (input.Length is null)
            return;
        using var stream = input.Open(CancellationToken.None);
        var beginning = new byte[WarmUpBytes];
        var read = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        tokenizer.Encode(beginning.AsSpan(0, read));
    }
}
