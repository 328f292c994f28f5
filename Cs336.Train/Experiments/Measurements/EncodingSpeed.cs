using System.Diagnostics;
using System.Text.Json.Serialization;
using Cs336.Tokenizer;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>How fast a text was encoded.</summary>
/// <param name="Threads">How many threads encoded.</param>
/// <param name="Bytes">Bytes of the text that were encoded.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Seconds">Wall-clock, reading included, writing not.</param>
internal sealed record EncodingRate(int Threads, long Bytes, long Tokens, double Seconds)
{
    /// <summary>The throughput.</summary>
    [JsonIgnore]
    public double BytesPerSecond => Bytes / Seconds;
}

/// <summary>The speed of a tokenizer on the text of its own corpus.</summary>
/// <param name="VocabSize">The size of its vocabulary.</param>
/// <param name="Rates">On one thread and on all.</param>
internal sealed record EncodingSpeed(int VocabSize, IReadOnlyList<EncodingRate> Rates)
{
    private const long MostBytes = 256_000_000;
    private const int WarmUpBytes = 1_000_000;

    /// <summary>Encodes the beginning of a text, once with one thread, once with one per processor.</summary>
    /// <remarks>
    /// A tokenizer remembers pre-tokens that it has met, so that each time another one, freshly loaded, is used. The code is compiled
    /// by a first, short text.
    /// </remarks>
    /// <param name="tokenizer">The tokenizer's directory.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    public static EncodingSpeed Of(string tokenizer, string text, CancellationToken cancellation)
    {
        var vocabSize = BpeTokenizer.Load(tokenizer).VocabularySize;
        _ = BpeTokenizer.Load(tokenizer).Encode(TextBeginning.Bytes(text, WarmUpBytes));
        return new(
            vocabSize,
            [
                .. new[] { 1, Environment.ProcessorCount }.Distinct()
                    .Select(threads => Measure(BpeTokenizer.Load(tokenizer), text, threads, cancellation)),
            ]);
    }

    private static EncodingRate Measure(BpeTokenizer tokenizer, string text, int threads, CancellationToken cancellation)
    {
        var (bytes, tokens) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        foreach (var part in tokenizer.EncodeFile(text, threads, cancellation))
        {
            tokens += part.Span.Length;
            bytes = part.BytesDone;
            if (bytes >= MostBytes)
                break;
        }
        return new(threads, bytes, tokens, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
