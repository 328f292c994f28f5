using System.Text;
using Cs336.Tokenizer;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>Two vocabularies side by side: their learned tokens, as byte strings.</summary>
/// <param name="First">How many the first has.</param>
/// <param name="Second">How many the second has.</param>
/// <param name="Shared">How many both have.</param>
/// <param name="LongestOfFirstAlone">The longest that only the first has, in which what is no UTF-8 is U+FFFD.</param>
/// <param name="LongestOfSecondAlone">The longest that only the second has.</param>
internal sealed record VocabularyOverlap(
    int First, int Second, int Shared, IReadOnlyList<string> LongestOfFirstAlone, IReadOnlyList<string> LongestOfSecondAlone)
{
    private const int Shown = 10;

    /// <summary>Compares two tokenizers.</summary>
    public static VocabularyOverlap Of(BpeTokenizer first, BpeTokenizer second)
    {
        var ofFirst = Spellings(first);
        var ofSecond = Spellings(second);
        return new(
            ofFirst.Count,
            ofSecond.Count,
            ofFirst.Keys.Count(ofSecond.ContainsKey),
            LongestMissing(ofFirst, ofSecond),
            LongestMissing(ofSecond, ofFirst));
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Spellings(BpeTokenizer tokenizer) =>
        VocabularyKinds.LearnedBy(tokenizer).ToDictionary(token => Convert.ToHexString(token.Span));

    private static IReadOnlyList<string> LongestMissing(
        Dictionary<string, ReadOnlyMemory<byte>> tokens, Dictionary<string, ReadOnlyMemory<byte>> others) =>
    [
        .. tokens
            .Where(token => !others.ContainsKey(token.Key))
            .OrderByDescending(token => token.Value.Length)
            .ThenBy(token => token.Key, StringComparer.Ordinal)
            .Take(Shown)
            .Select(token => Encoding.UTF8.GetString(token.Value.Span)),
    ];
}
