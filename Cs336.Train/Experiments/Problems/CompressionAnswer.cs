using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>Parts (a) and (b) of <c>tokenizer_experiments</c>: what each tokenizer makes of each corpus.</summary>
internal static class CompressionAnswer
{
    /// <summary>Writes both parts.</summary>
    public static void Write(Section section, RecordedExperiment recorded)
    {
        section.Text("**(a)**");
        var found = CorpusResults.Of<Compression>(
            section, recorded, TokenizedCorpus.Runs(corpus => corpus.CompressionRun), name => $"compression of documents of {name}");
        if (found.Count == 0)
            return;
        section.Text(string.Join(' ', found.Select(corpus => Invariant(
            $"{corpus.Result.Documents.Count} documents of {corpus.Name}, with the tokenizer of the same corpus ({corpus.Result.OwnVocabSize:N0} tokens): ")
            + Invariant($"{corpus.Result.AllDocuments.OwnRatio:F2} bytes per token."))));
        section.Table(
            "Bytes per token, by the corpus of the text and the tokenizer",
            ["text", "bytes", "its own tokenizer", "the other tokenizer", "more tokens with the other"],
            found.SelectMany(corpus => new[]
            {
                Row(Invariant($"{corpus.Result.Documents.Count} documents of {corpus.Name} (seed {corpus.Result.Seed})"), corpus.Result.AllDocuments),
                Row($"the beginning of the validation text of {corpus.Name}", corpus.Result.Text),
            }),
            found.Select(corpus => corpus.Entry));
        section.Conclude(string.Join("; ", found.Select(corpus => Invariant(
            $"{corpus.Name}: {corpus.Result.AllDocuments.OwnRatio:F2} bytes per token, with the other tokenizer {corpus.Result.AllDocuments.OtherRatio:F2}"))));
        section.Text("**(b)**");
        foreach (var corpus in found)
            Explain(section, corpus);
    }

    private static void Explain(Section section, CorpusResult<Compression> corpus)
    {
        var documents = corpus.Result.AllDocuments;
        var otherName = CorpusName.In(corpus.Entry, TokenizedCorpus.Both.Single(each => each.Corpus == corpus.Corpus).Other);
        section.Text(Invariant($"With the tokenizer of {otherName} ({corpus.Result.OtherVocabSize:N0} tokens), the documents of ")
            + Invariant($"{corpus.Name} have {documents.OtherRatio:F2} bytes per token instead of {documents.OwnRatio:F2}. ")
            + WhereFrom(corpus.Result, otherName));
        section.Table(
            $"The pre-tokens of the beginning of the validation text of {corpus.Name}, by kind",
            ["kind", "occurrences", "tokens each, own", "tokens each, other", "more tokens"],
            corpus.Result.Kinds.Select(kind => (IReadOnlyList<string>)
            [
                kind.Kind, Invariant($"{kind.Occurrences:N0}"), Invariant($"{(double)kind.Size.OwnTokens / kind.Occurrences:F2}"),
                Invariant($"{(double)kind.Size.OtherTokens / kind.Occurrences:F2}"), Invariant($"{kind.Size.MoreTokens:N0}"),
            ]),
            corpus.Entry);
        if (corpus.Result.Splits.Count == 0)
            return;
        section.Table(
            $"The pre-tokens that make most of the difference on {corpus.Name}",
            ["pre-token", "occurrences", $"in {otherName}", "its own tokenizer", $"the tokenizer of {otherName}"],
            corpus.Result.Splits.Select(split => (IReadOnlyList<string>)
            [
                TokenText.Of(split.Text), Invariant($"{split.Occurrences:N0}"), Invariant($"{split.InOther:N0}"),
                TokenText.Of(split.Own), TokenText.Of(split.Other),
            ]),
            corpus.Entry);
    }

    private static string WhereFrom(Compression compression, string otherName)
    {
        var text = compression.Text;
        if (text.MoreTokens <= 0)
            return Invariant($"On the whole it makes {-text.MoreTokens:N0} tokens fewer of the beginning of the validation text than its own.");
        var added = compression.Kinds.Where(kind => kind.Size.MoreTokens > 0).Sum(kind => kind.Size.MoreTokens);
        var most = compression.Kinds[0];
        return Invariant($"Of the tokens that it makes more of the beginning of the validation text, ")
            + Invariant($"{100.0 * most.Size.MoreTokens / added:F0} % come from {most.Kind}, ")
            + Invariant($"of which it makes {(double)most.Size.OtherTokens / most.Occurrences:F2} tokens each instead of ")
            + Invariant($"{(double)most.Size.OwnTokens / most.Occurrences:F2}. ")
            + Invariant($"Pre-tokens that never occur in as much of {otherName}, so that it could hardly learn to merge them, make ")
            + Invariant($"{100.0 * compression.Unseen.MoreTokens / text.MoreTokens:F0} % of the difference.");
    }

    private static IReadOnlyList<string> Row(string name, CompressedText size) =>
    [
        name, Invariant($"{size.Bytes:N0}"), Invariant($"{size.OwnRatio:F2}"), Invariant($"{size.OtherRatio:F2}"),
        Invariant($"{100.0 * size.MoreTokens / Math.Max(1, size.OwnTokens):+0;-0;0} %"),
    ];
}
