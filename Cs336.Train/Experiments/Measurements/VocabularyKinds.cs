using System.Text;
using System.Text.Unicode;
using Cs336.Tokenizer;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>The learned tokens of a vocabulary, which are those of at least two bytes that are not special, by what they consist of.</summary>
/// <param name="Learned">All of them.</param>
/// <param name="LeadingBlank">Those that begin with a blank and go on.</param>
/// <param name="Letters">Those of nothing but ASCII letters, a leading blank aside.</param>
/// <param name="Digits">Those with a digit.</param>
/// <param name="NonAscii">Those with a byte from 0x80 on.</param>
/// <param name="Fragments">Those that are no text in UTF-8: parts of characters.</param>
/// <param name="MeanBytes">Their mean length.</param>
internal sealed record VocabularyKinds(
    int Learned, int LeadingBlank, int Letters, int Digits, int NonAscii, int Fragments, double MeanBytes)
{
    /// <summary>Counts the tokens of a tokenizer.</summary>
    public static VocabularyKinds Of(BpeTokenizer tokenizer)
    {
        var tokens = LearnedBy(tokenizer).ToList();
        return new(
            tokens.Count,
            tokens.Count(token => token.Length > 1 && token.Span[0] == ' '),
            tokens.Count(token => IsWord(token.Span)),
            tokens.Count(token => token.Span.ContainsAnyInRange((byte)'0', (byte)'9')),
            tokens.Count(token => !Ascii.IsValid(token.Span)),
            tokens.Count(token => !Utf8.IsValid(token.Span)),
            tokens.Count == 0 ? 0 : tokens.Average(token => token.Length));
    }

    /// <summary>The learned tokens.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> LearnedBy(BpeTokenizer tokenizer)
    {
        var special = tokenizer.SpecialTokens.Select(text => tokenizer.TryGetId(text, out var id) ? id : -1).ToHashSet();
        return tokenizer.Vocabulary
            .Where(entry => entry.Value.Length > 1 && !special.Contains(entry.Key))
            .OrderBy(entry => entry.Key)
            .Select(entry => entry.Value);
    }

    private static bool IsWord(ReadOnlySpan<byte> token)
    {
        var letters = token[0] == ' ' ? token[1..] : token;
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }
        return !letters.IsEmpty;
    }
}
