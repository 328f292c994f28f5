using System.Text;
using System.Text.Json.Serialization;
using Cs336.Tokenizer;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>Texts and how many tokens two tokenizers make of them.</summary>
/// <param name="Bytes">The length of the texts.</param>
/// <param name="OwnTokens">The tokens of the tokenizer that was trained on the same corpus.</param>
/// <param name="OtherTokens">The tokens of the tokenizer that was trained on the other corpus.</param>
internal sealed record CompressedText(long Bytes, long OwnTokens, long OtherTokens)
{
    /// <summary>Bytes per token of the own tokenizer; 0 where there is no text.</summary>
    [JsonIgnore]
    public double OwnRatio => (double)Bytes / Math.Max(1, OwnTokens);

    /// <summary>Bytes per token of the other tokenizer; 0 where there is no text.</summary>
    [JsonIgnore]
    public double OtherRatio => (double)Bytes / Math.Max(1, OtherTokens);

    /// <summary>What the other tokenizer makes more.</summary>
    [JsonIgnore]
    public long MoreTokens => OtherTokens - OwnTokens;

    /// <summary>Several texts together.</summary>
    public CompressedText Plus(CompressedText more) =>
        new(Bytes + more.Bytes, OwnTokens + more.OwnTokens, OtherTokens + more.OtherTokens);
}

/// <summary>One of the documents.</summary>
/// <param name="Beginning">Its first characters.</param>
/// <param name="Size">What both tokenizers make of it.</param>
internal sealed record CompressedDocument(string Beginning, CompressedText Size);

/// <summary>Pre-tokens of a kind.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Occurrences">How many there are.</param>
/// <param name="Size">What both tokenizers make of them.</param>
internal sealed record PreTokenKind(string Kind, long Occurrences, CompressedText Size);

/// <summary>A pre-token that the other tokenizer splits into more tokens.</summary>
/// <param name="Text">The pre-token.</param>
/// <param name="Occurrences">How often it occurs.</param>
/// <param name="InOther">How often it occurs in as much text of the other corpus.</param>
/// <param name="Own">Its tokens by the own tokenizer, as text.</param>
/// <param name="Other">Its tokens by the other one.</param>
internal sealed record SplitPreToken(string Text, long Occurrences, long InOther, IReadOnlyList<string> Own, IReadOnlyList<string> Other);

/// <summary>How two tokenizers compress texts of the corpus that one of them was trained on, and where they differ.</summary>
/// <param name="Seed">Chose the documents.</param>
/// <param name="DocumentsInText">How many there were to choose from.</param>
/// <param name="OwnVocabSize">The size of the vocabulary of the own tokenizer.</param>
/// <param name="OtherVocabSize">That of the other.</param>
/// <param name="Documents">The documents, drawn from the validation text.</param>
/// <param name="Text">The beginning of the validation text, to see how far the documents are typical.</param>
/// <param name="Unseen">The part of it whose pre-tokens do not occur at all in as much text of the other corpus.</param>
/// <param name="Kinds">The pre-tokens of that beginning by kind.</param>
/// <param name="Splits">Its pre-tokens that make most of the difference.</param>
internal sealed record Compression(
    int Seed,
    int DocumentsInText,
    int OwnVocabSize,
    int OtherVocabSize,
    IReadOnlyList<CompressedDocument> Documents,
    CompressedText Text,
    CompressedText Unseen,
    IReadOnlyList<PreTokenKind> Kinds,
    IReadOnlyList<SplitPreToken> Splits)
{
    private const int ShownCharacters = 60;
    private const int ShownSplits = 12;
    private const int TextBytes = 4_000_000;

    /// <summary>Compares two tokenizers.</summary>
    /// <param name="validationText">A text of the corpus that <paramref name="own"/> was trained on, but not this one.</param>
    /// <param name="otherText">A text of the corpus that <paramref name="other"/> was trained on.</param>
    /// <param name="own">The one tokenizer.</param>
    /// <param name="other">The other.</param>
    /// <param name="documents">How many documents to draw.</param>
    /// <param name="seed">Decides which.</param>
    public static Compression Of(string validationText, string otherText, BpeTokenizer own, BpeTokenizer other, int documents, int seed)
    {
        var sample = DocumentSample.Of(validationText, documents, (ulong)seed);
        var inOther = CountPreTokens(otherText, own).ToDictionary();
        var preTokens = CountPreTokens(validationText, own)
            .Select(counted => (Text: counted.Key, Count: (long)counted.Value, Size: SizeOf(counted.Key)))
            .ToList();
        return new(
            seed,
            sample.InText,
            own.VocabularySize,
            other.VocabularySize,
            [.. sample.Documents.Select(document => new CompressedDocument(BeginningOf(document), SizeOf(document)))],
            SumOf(preTokens.Select(preToken => Times(preToken.Size, preToken.Count))),
            SumOf(preTokens
                .Where(preToken => !inOther.ContainsKey(preToken.Text))
                .Select(preToken => Times(preToken.Size, preToken.Count))),
            [
                .. preTokens
                    .GroupBy(preToken => PreTokenKinds.Of(preToken.Text))
                    .Select(kind => new PreTokenKind(
                        kind.Key, kind.Sum(preToken => preToken.Count), SumOf(kind.Select(preToken => Times(preToken.Size, preToken.Count)))))
                    .OrderByDescending(kind => kind.Size.MoreTokens)
                    .ThenBy(kind => kind.Kind, StringComparer.Ordinal),
            ],
            [
                .. preTokens
                    .Where(preToken => preToken.Size.MoreTokens > 0)
                    .OrderByDescending(preToken => preToken.Count * preToken.Size.MoreTokens)
                    .ThenBy(preToken => preToken.Text, StringComparer.Ordinal)
                    .Take(ShownSplits)
                    .Select(preToken => new SplitPreToken(
                        preToken.Text, preToken.Count, inOther.GetValueOrDefault(preToken.Text),
                        PiecesOf(preToken.Text, own), PiecesOf(preToken.Text, other))),
            ]);

        CompressedText SizeOf(string part)
        {
            var utf8 = Encoding.UTF8.GetBytes(part);
            return new(utf8.Length, own.Encode(utf8).Length, other.Encode(utf8).Length);
        }
    }

    /// <summary>All documents together.</summary>
    [JsonIgnore]
    public CompressedText AllDocuments => SumOf(Documents.Select(document => document.Size));

    private static IEnumerable<KeyValuePair<string, int>> CountPreTokens(string path, BpeTokenizer tokenizer) =>
        tokenizer.PreTokens(TextBeginning.Text(path, TextBytes))
            .Where(preToken => preToken != SpecialToken.EndOfText)
            .CountBy(preToken => preToken);

    private static CompressedText SumOf(IEnumerable<CompressedText> sizes) =>
        sizes.Aggregate(new CompressedText(0, 0, 0), (sum, size) => sum.Plus(size));

    private static CompressedText Times(CompressedText size, long count) =>
        new(size.Bytes * count, size.OwnTokens * count, size.OtherTokens * count);

    private static IReadOnlyList<string> PiecesOf(string preToken, BpeTokenizer tokenizer) =>
        [.. tokenizer.Encode(preToken).Select(id => tokenizer.Decode([id]))];

    private static string BeginningOf(string document)
    {
        var line = string.Join(' ', document.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= ShownCharacters)
            return line;
        // Never half of a surrogate pair.
        var end = char.IsHighSurrogate(line[ShownCharacters - 1]) ? ShownCharacters - 1 : ShownCharacters;
        return line[..end] + "…";
    }
}
