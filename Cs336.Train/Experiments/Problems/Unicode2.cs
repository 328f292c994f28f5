using System.Text;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>unicode2</c> (assignment §2.2).</summary>
internal sealed class Unicode2 : Experiment
{
    private const string SamplesRun = "unicode-sizes";
    private const string DecodingRun = "unicode-decoding";

    private static readonly (Corpus Corpus, string Run)[] CorporaRuns =
        [(Corpus.TinyStories, "unicode-sizes-tinystories"), (Corpus.OpenWebText, "unicode-sizes-owt")];

    public override string Name => "unicode2";

    public override string Title => "Unicode encodings";

    public override string Question => """
        (a) Why is a byte-level tokenizer trained on UTF-8 rather than on UTF-16 or UTF-32? (b) Why is a decoder wrong that decodes UTF-8 byte
        by byte and joins the results? Give an input. (c) Give a sequence of two bytes that decodes to no Unicode characters.
        """;

    public override string Measured =>
        "Sizes of texts in UTF-8, UTF-16 and UTF-32; what the wrong decoder makes of texts; each of the 65,536 sequences of two bytes.";

    public override string Judged => "By the number of bytes, and by whether decoding gives the text back.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
    [
        Measurement.Of(SamplesRun, 1, (_, _) => EncodingSizes.OfSamples()),
        .. CorporaRuns.Select(run => OnCorpus(run.Corpus, run.Run)),
        Measurement.Of(DecodingRun, 1, (_, _) => Utf8Decoding.Observe()),
    ];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        section.Text("**(a)**");
        if (recorded.Result<EncodingSizes>(SamplesRun) is { } samples)
            AnswerOnSizes(section, samples.Texts, recorded.Entry(SamplesRun)!);
        else
            section.NotRun("sizes of texts in several scripts", recorded.Command);
        AnswerOnCorpora(section, recorded);
        if (recorded.Result<Utf8Decoding>(DecodingRun) is { } decoding)
            AnswerOnDecoding(section, decoding, recorded.Entry(DecodingRun)!);
        else
            section.NotRun("**(b)**, **(c)** decoding byte by byte, and all sequences of two bytes", recorded.Command);
    }

    private static Measurement OnCorpus(Corpus corpus, string run) =>
        Measurement.Of(run, 1, (context, _) => EncodingSizes.OfFile(context.ValidText(corpus))) with { Corpora = [corpus] };

    private static void AnswerOnSizes(Section section, IReadOnlyList<TextSizes> texts, LogEntry entry)
    {
        section.Table(
            "Short texts in three encodings: bytes, and the share of the bytes that are 0",
            ["text", "characters", "UTF-8", "UTF-16", "UTF-32", "zeros in UTF-16", "zeros in UTF-32"],
            texts.Select(Row),
            entry);
        var shortest = texts.Where(text => text.Utf8.Bytes <= Math.Min(text.Utf16.Bytes, text.Utf32.Bytes)).ToList();
        var shorterIn16 = texts.Where(text => text.Utf16.Bytes < text.Utf8.Bytes).Select(text => text.Name).ToList();
        section.Text(
            Invariant($"UTF-8 is the shortest for {shortest.Count} of the {texts.Count} texts, or as short as another")
            + (shorterIn16.Count == 0 ? ". " : $"; UTF-16 is shorter for {Listed(shorterIn16)}. ")
            + "All three write every character and could begin from the same 256 bytes. What counts is how long the sequences are that "
            + "merging begins with, and how much of them says something: the more of them is zeros, the more merges are spent on "
            + "learning that they follow each other. UTF-8 has a zero only where the text has a null character, leaves ASCII as it is, "
            + "has no byte order to agree on, and is what texts on the web are written in.");
    }

    private static void AnswerOnCorpora(Section section, RecordedExperiment recorded)
    {
        var found = CorpusResults
            .Of<EncodingSizes>(section, recorded, CorporaRuns, name => $"sizes of {name} in three encodings")
            .Select(corpus => (Sizes: corpus.Result.Texts[0] with { Name = corpus.Name }, corpus.Entry))
            .ToList();
        if (found.Count == 0)
            return;
        section.Table(
            "The beginning of the validation texts, at most 16 MB, in three encodings: bytes, and the share of the bytes that are 0",
            ["text", "characters", "UTF-8", "UTF-16", "UTF-32", "zeros in UTF-16", "zeros in UTF-32"],
            found.Select(run => Row(run.Sizes)),
            found.Select(run => run.Entry));
        section.Text(string.Join(' ', found.Select(run =>
            Invariant($"Written in UTF-16, {run.Sizes.Name} would take {Ratio(run.Sizes.Utf16, run.Sizes.Utf8):F2} times as many bytes as in UTF-8, ")
            + Invariant($"in UTF-32 {Ratio(run.Sizes.Utf32, run.Sizes.Utf8):F2} times as many."))));
    }

    private static void AnswerOnDecoding(Section section, Utf8Decoding found, LogEntry entry)
    {
        section.Text("**(b)** " + JudgementOf(found.ByteByByte));
        section.Table(
            "Texts, decoded byte by byte",
            ["text", "its bytes", "a decoder that refuses", "a decoder that replaces", "right"],
            found.ByteByByte.Select(text => (IReadOnlyList<string>)
            [
                MarkdownText.Escaped(text.Text), MarkdownText.Code(text.Utf8), MarkdownText.Escaped(text.Error ?? "refuses nothing"), TokenText.Of(text.Replaced),
                text.IsRight ? "yes" : "no",
            ]),
            entry);
        var sequences = found.Sequences;
        section.Conclude(Invariant($"{sequences.IllFormed:N0} of {sequences.All:N0} sequences of two bytes are no text; ")
            + Invariant($"decoding byte by byte is right for {found.ByteByByte.Count(text => text.IsRight)} of {found.ByteByByte.Count} texts."));
        section.Text(Invariant($"""
            **(c)** {MarkdownText.Code(found.IllFormed[0].Bytes)} is one. Of the {sequences.All:N0} sequences of two bytes, each of which was tried,
            {sequences.IllFormed:N0} ({100.0 * sequences.IllFormed / sequences.All:F1} %) are ill-formed: {sequences.Hopeless:N0} that no text in
            UTF-8 begins with, and {sequences.Beginnings:N0} that break off inside a character. The others are two characters of one byte each
            ({sequences.TwoCharacters:N0}) or one character of two ({sequences.OneCharacter:N0}).
            """));
        section.Table(
            "Sequences of two bytes that are no text",
            ["bytes", "a decoder that refuses", "a decoder that replaces", "more bytes could complete it"],
            found.IllFormed.Select(sequence => (IReadOnlyList<string>)
            [
                MarkdownText.Code(sequence.Bytes), MarkdownText.Escaped(sequence.Error ?? "refuses nothing"), TokenText.Of(sequence.Replaced),
                sequence.IsBeginning ? "yes" : "no",
            ]),
            entry);
    }

    private static string JudgementOf(IReadOnlyList<ByteWiseDecoding> texts)
    {
        var wrong = texts.FirstOrDefault(text => !text.IsRight);
        if (wrong is null)
            return "The decoder was right on every text that was tried.";
        var onlyAscii = texts.All(text => text.IsRight == Ascii.IsValid(text.Text));
        return Invariant($"On {TokenText.Of(wrong.Text)}, for example, it fails: {MarkdownText.Code(wrong.Utf8)} becomes ")
            + $"{TokenText.Of(wrong.Replaced)}. A character beyond ASCII is several bytes, none of which is a character alone"
            + (onlyAscii ? "; of the texts below it gives back those of ASCII, and no others." : ".");
    }

    private static IReadOnlyList<string> Row(TextSizes text) =>
    [
        text.Name, Invariant($"{text.CodePoints:N0}"),
        .. new[] { text.Utf8, text.Utf16, text.Utf32 }.Select(size => Invariant($"{size.Bytes:N0}")),
        .. new[] { text.Utf16, text.Utf32 }.Select(size => Invariant($"{100.0 * size.Zeros / Math.Max(1, size.Bytes):F0} %")),
    ];

    private static double Ratio(EncodedSize size, EncodedSize other) => (double)size.Bytes / Math.Max(1, other.Bytes);

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
