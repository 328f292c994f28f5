using System.Text;
using Cs336.Train.SyntheticText;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>Documents drawn from a text, in the order in which they stand there.</summary>
/// <param name="InText">How many documents the text has; at most the beginning of a very long one is looked at.</param>
/// <param name="Documents">Those that were drawn, without the white space around them.</param>
internal sealed record DocumentSample(int InText, IReadOnlyList<string> Documents)
{
    private const int MostBytes = 512_000_000;

    /// <summary>Draws documents without replacement.</summary>
    /// <param name="path">A text in UTF-8, documents divided by <see cref="SpecialToken.EndOfText"/>.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    /// <param name="seed">Decides which.</param>
    public static DocumentSample Of(string path, int count, ulong seed)
    {
        var text = TextBeginning.Bytes(path, MostBytes);
        var ranges = RangesIn(text);
        var random = new SplitMix64(seed);
        var drawn = Math.Min(count, ranges.Count);
        // Fisher and Yates, as far as it is needed.
        for (var i = 0; i < drawn; i++)
        {
            var other = i + random.Below(ranges.Count - i);
            (ranges[i], ranges[other]) = (ranges[other], ranges[i]);
        }
        return new(
            ranges.Count,
            [.. ranges.Take(drawn).OrderBy(range => range.Start.Value).Select(range => Encoding.UTF8.GetString(text[range]).Trim())]);
    }

    private static List<Range> RangesIn(byte[] text)
    {
        var mark = Encoding.UTF8.GetBytes(SpecialToken.EndOfText);
        var documents = new List<Range>();
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOf(mark) is >= 0 and var found ? found : text.Length - start;
            if (text.AsSpan(start, length).ContainsAnyExcept(" \r\n\t"u8))
                documents.Add(start..(start + length));
            start += length + mark.Length;
        }
        return documents;
    }
}
