using Cs336.Tokenizer;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>train_bpe_expts_owt</c> (assignment §2.5).</summary>
internal sealed class TrainBpeOwt : Experiment
{
    private const string TrainingRun = "train-bpe-owt";
    private const string OverlapRun = "vocabulary-overlap";

    private static readonly TrainingBudget Budget = new(Seconds: 12 * 3_600, Bytes: 100_000_000_000);

    public override string Name => "train_bpe_expts_owt";

    public override string Title => "BPE training on OpenWebText";

    public override string Question => """
        (a) Train a byte-level BPE tokenizer on OpenWebText, at full scale with 32,000 tokens. What is the longest token, and does it make
        sense? (b) Compare the tokenizer with that of TinyStories.
        """;

    public override string Measured =>
        "Wall-clock, processor time and memory of the training by phase, the vocabulary, and what it shares with that of TinyStories.";

    public override string Judged => "By the assignment's budget of 12 hours and 100 GB without a GPU, where the text is the course's.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
    [
        TokenizerTrainingAnswer.Run(TrainingRun, Corpus.OpenWebText),
        TrainBpeTinyStories.Training,
        Measurement.Of(OverlapRun, 1, CompareVocabularies) with { Corpora = [Corpus.TinyStories, Corpus.OpenWebText] },
    ];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        var web = recorded.Result<TokenizerProfile>(TrainingRun);
        if (web is null)
        {
            section.NotRun("**(a)** training the tokenizer on OpenWebText", recorded.Command);
        }
        else
        {
            var entry = recorded.Entry(TrainingRun)!;
            TokenizerTrainingAnswer.Results(section, web, entry, Corpus.OpenWebText, Budget);
            TokenizerTrainingAnswer.Profile(section, web, entry);
        }
        section.Text("**(b)**");
        if (web is not null && recorded.Result<TokenizerProfile>(TrainBpeTinyStories.Training.Name) is { } stories)
            CompareKinds(section, stories, web, recorded.Entry(TrainBpeTinyStories.Training.Name)!, recorded.Entry(TrainingRun)!);
        else
            section.NotRun("the tokens of both tokenizers by kind", recorded.Command);
        if (recorded.Result<VocabularyOverlap>(OverlapRun) is { } overlap)
            CompareTokens(section, overlap, recorded.Entry(OverlapRun)!);
        else
            section.NotRun("what both vocabularies share", recorded.Command);
    }

    private static VocabularyOverlap CompareVocabularies(MeasurementContext context, CancellationToken cancellation) => VocabularyOverlap.Of(
        BpeTokenizer.Load(context.Tokenizer(Corpus.TinyStories)), BpeTokenizer.Load(context.Tokenizer(Corpus.OpenWebText)));

    private static void CompareKinds(Section section, TokenizerProfile stories, TokenizerProfile web, LogEntry ofStories, LogEntry ofWeb)
    {
        var names = (Stories: CorpusName.In(ofStories, Corpus.TinyStories), Web: CorpusName.In(ofWeb, Corpus.OpenWebText));
        (string Name, Func<VocabularyKinds, int> Count)[] kinds =
        [
            ("with a leading blank", kind => kind.LeadingBlank),
            ("ASCII letters alone, with or without a leading blank", kind => kind.Letters),
            ("with a digit", kind => kind.Digits),
            ("with bytes beyond ASCII", kind => kind.NonAscii),
            ("parts of characters", kind => kind.Fragments),
        ];
        section.Table(
            "Learned tokens by kind; a token may be of several",
            ["kind", names.Stories, "share", names.Web, "share"],
            kinds.Select(kind => (IReadOnlyList<string>)
            [
                kind.Name,
                Invariant($"{kind.Count(stories.Kinds):N0}"), Invariant($"{100 * Share(kind.Count, stories):F1} %"),
                Invariant($"{kind.Count(web.Kinds):N0}"), Invariant($"{100 * Share(kind.Count, web):F1} %"),
            ])
            .Append(["all", Invariant($"{stories.Kinds.Learned:N0}"), "", Invariant($"{web.Kinds.Learned:N0}"), ""])
            .Append(["bytes per token, mean", Invariant($"{stories.Kinds.MeanBytes:F2}"), "", Invariant($"{web.Kinds.MeanBytes:F2}"), ""]),
            ofStories,
            ofWeb);
        var difference = kinds.MaxBy(kind => Math.Abs(Share(kind.Count, web) - Share(kind.Count, stories)));
        section.Text(Invariant($"The greatest difference in shares is that of tokens that are {difference.Name}: ")
            + Invariant($"{100 * Share(difference.Count, stories):F1} % from {names.Stories}, {100 * Share(difference.Count, web):F1} % from {names.Web}. ")
            + Invariant($"The longest tokens have {LongestBytes(stories)} and {LongestBytes(web)} bytes."));
    }

    private static void CompareTokens(Section section, VocabularyOverlap overlap, LogEntry entry)
    {
        var (stories, web) = (CorpusName.In(entry, Corpus.TinyStories), CorpusName.In(entry, Corpus.OpenWebText));
        section.Text(Invariant($"Both have {overlap.Shared:N0} learned tokens in common: ")
            + Invariant($"{100.0 * overlap.Shared / Math.Max(1, overlap.First):F0} % of the {overlap.First:N0} of {stories} ")
            + Invariant($"and {100.0 * overlap.Shared / Math.Max(1, overlap.Second):F0} % of the {overlap.Second:N0} of {web}."));
        section.Table(
            "The longest tokens that only one of both has",
            [$"{stories} alone", $"{web} alone"],
            Enumerable.Range(0, Math.Max(overlap.LongestOfFirstAlone.Count, overlap.LongestOfSecondAlone.Count)).Select(i =>
                (IReadOnlyList<string>)[Shown(overlap.LongestOfFirstAlone, i), Shown(overlap.LongestOfSecondAlone, i)]),
            entry);
    }

    private static string Shown(IReadOnlyList<string> tokens, int i) => i < tokens.Count ? TokenText.Of(tokens[i]) : "";

    private static double Share(Func<VocabularyKinds, int> count, TokenizerProfile profile) =>
        (double)count(profile.Kinds) / Math.Max(1, profile.Kinds.Learned);

    private static int LongestBytes(TokenizerProfile profile) => profile.Longest.Select(token => token.Bytes).FirstOrDefault();
}
