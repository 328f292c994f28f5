using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>generate</c> (assignment §7.2).</summary>
internal sealed class TextGeneration : Experiment
{
    private const string SamplesRun = "generated-samples";
    private const string LessTrainedRun = "generated-samples-less-trained";

    /// <summary>The less trained model sees so small a part of the tokens.</summary>
    private const int LessTraining = 10;

    public override string Name => "generate";

    public override string Title => "Generating text";

    public override string Question => """
        Show text of the trained model: at least 256 tokens, or up to the first `<|endoftext|>`. Comment on its fluency, and on at least two
        factors that make it better or worse.
        """;

    public override string Measured =>
        "Texts by temperature, by top-p and by the length of the training: known words and word triples, repetition, length.";

    public override string Judged =>
        "By the shares of words and of triples of words that the training text has, and by the share of triples that do not repeat.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale)
    {
        var lessTrained = StandardRuns.OnStories("baseline-tenth", ("training.tokens", Recipe.Of(scale).Tokens / LessTraining));
        return
        [
            SamplesOf(SamplesRun, StandardRuns.Baseline, GeneratedSamples.AllSettings),
            SamplesOf(LessTrainedRun, lessTrained, [GeneratedSamples.Usual]),
        ];
    }

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Result<GeneratedSamples>(SamplesRun) is not { } found)
        {
            section.NotRun("texts of the baseline model", recorded.Command);
            return;
        }
        var entry = recorded.Entry(SamplesRun)!;
        var usual = found.Group(GeneratedSamples.Usual);
        section.Conclude(Invariant($"{100 * usual.Statistics.WordShare:F0} % of the words, {100 * usual.Statistics.TripleShare:F0} % of the triples of words ")
            + Invariant($"are those of {CorpusName.In(entry, Corpus.TinyStories)}"));
        ShowSample(section, found, usual, "The baseline model", entry);
        section.Text("**Factor 1: the temperature.** It divides the logits: below 1 what is probable becomes more so, at 0 nothing else is drawn.");
        Compare(section, "temperature", found, GeneratedSamples.ByTemperature, setting => Invariant($"{setting.Temperature}"), entry);
        section.Text("**Factor 2: top-p.** Only the most probable tokens are drawn from that together have this probability.");
        Compare(section, "top-p", found, GeneratedSamples.ByTopP, setting => Invariant($"{setting.TopP}"), entry);
        section.Text("**Factor 3: the training.**");
        if (recorded.Result<GeneratedSamples>(LessTrainedRun) is { } less)
            CompareTraining(section, found, less, entry, recorded.Entry(LessTrainedRun)!);
        else
            section.NotRun("texts of a model that was trained less", recorded.Command);
    }

    private static Measurement SamplesOf(string name, TrainingRun training, IReadOnlyList<SamplingSetting> settings)
    {
        return Measurement.Of(name, 1, Generate) with { Corpora = [training.Corpus], Needs = training };

        GeneratedSamples Generate(MeasurementContext context, CancellationToken cancellation) => GeneratedSamples.Of(
            context.Run(training),
            context.TrainText(training.Corpus),
            context.ValidText(training.Corpus),
            settings,
            TextsOf(context.Scale),
            cancellation);
    }

    private static int TextsOf(Scale scale) => scale == Scale.Smoke ? 2 : 16;

    private static void ShowSample(Section section, GeneratedSamples found, GeneratedGroup group, string model, LogEntry entry)
    {
        section.Verbatim(
            Invariant($"{model} (checkpoint: {found.Checkpoint}) from the start of a document on, {Described(group.Setting)}, seed {found.Seed}: ")
            + Invariant($"{group.First.Tokens} tokens, ended by {Ending(group.First)}. The context holds {found.ContextLength} tokens; ")
            + "a longer text goes on from its second half (`--on-overflow slide`).",
            group.First.Text,
            entry);
        var (texts, documents) = (group.Statistics, found.Documents);
        section.Text(Invariant($"**Fluency.** Of the {texts.Words:N0} words of the {group.Count} texts that were drawn so, ")
            + Invariant($"{100 * texts.WordShare:F1} % are words of the training text ({CorpusName.In(entry, Corpus.TinyStories)}), ")
            + Invariant($"of documents of the validation text {100 * documents.WordShare:F1} %. ")
            + Invariant($"Of three words that follow each other, {100 * texts.TripleShare:F1} % do so in the training text, ")
            + Invariant($"of documents {100 * documents.TripleShare:F1} %: by this measure words fit together ")
            + Invariant($"{AsWellAs(texts.TripleShare, documents.TripleShare)} in the corpus itself. ")
            + Invariant($"{100 * (1 - texts.Distinct):F1} % repeat three of the same text, in documents {100 * (1 - documents.Distinct):F1} %. ")
            + Invariant($"{group.Ended} of {group.Count} texts end by themselves."));
    }

    private static void Compare(
        Section section, string factor, GeneratedSamples found, IReadOnlyList<SamplingSetting> settings, Func<SamplingSetting, string> value,
        LogEntry entry)
    {
        var groups = settings.Select(found.Group).ToList();
        section.Table(
            $"Texts by {factor}; all else is the same",
            [factor, "texts", "words", "known words", "known triples", "triples not repeated", "ended", "tokens, mean"],
            groups.Select(group => Row(value(group.Setting), group)),
            entry);
        var (low, high) = (groups[0], groups[^1]);
        section.Text(Invariant($"From {factor} {value(low.Setting)} to {value(high.Setting)}, ")
            + Invariant($"known words {Change(low.Statistics.WordShare, high.Statistics.WordShare)}, ")
            + Invariant($"known triples {Change(low.Statistics.TripleShare, high.Statistics.TripleShare)}, ")
            + Invariant($"and triples that do not repeat {Change(low.Statistics.Distinct, high.Statistics.Distinct)}."));
        foreach (var group in new[] { low, high }.Where(group => group.Setting != new SamplingSetting(1, 1)))
            section.Verbatim($"The first text at {Described(group.Setting)}.", group.First.Text, entry);
    }

    private static void CompareTraining(
        Section section, GeneratedSamples full, GeneratedSamples less, LogEntry fullEntry, LogEntry lessEntry)
    {
        var groups = new[] { less, full }.Select(samples => (samples.Checkpoint, Group: samples.Group(GeneratedSamples.Usual))).ToList();
        section.Table(
            Invariant($"Texts by the length of the training, {Described(GeneratedSamples.Usual)}"),
            ["checkpoint", "texts", "words", "known words", "known triples", "triples not repeated", "ended", "tokens, mean"],
            groups.Select(group => Row(group.Checkpoint, group.Group)),
            lessEntry,
            fullEntry);
        var (first, last) = (groups[0].Group.Statistics, groups[1].Group.Statistics);
        section.Text(Invariant($"With {LessTraining} times the training, known words {Change(first.WordShare, last.WordShare)}, ")
            + Invariant($"and known triples {Change(first.TripleShare, last.TripleShare)}."));
        section.Verbatim("The first text of the model that was trained less.", groups[0].Group.First.Text, lessEntry);
    }

    private static IReadOnlyList<string> Row(string name, GeneratedGroup group) =>
    [
        name, Invariant($"{group.Count}"), Invariant($"{group.Statistics.Words:N0}"),
        .. new[] { group.Statistics.WordShare, group.Statistics.TripleShare, group.Statistics.Distinct }
            .Select(share => Invariant($"{100 * share:F1} %")),
        Invariant($"{group.Ended}"), Invariant($"{group.MeanTokens:F0}"),
    ];

    private static string Described(SamplingSetting setting) => Invariant($"temperature {setting.Temperature}, top-p {setting.TopP}");

    private static string Ending(GeneratedText text) => text.EndedItself ? MarkdownText.Code(text.End) : text.End;

    private static string AsWellAs(double share, double reference) => (share - reference) switch
    {
        > 0.02 => "more often as learned than",
        >= -0.02 => "as well as",
        >= -0.2 => "somewhat less well than",
        _ => "far less well than",
    };

    private static string Change(double from, double to) => Math.Abs(to - from) < 0.0005
        ? Invariant($"stay at {100 * from:F1} %")
        : Invariant($"{(to > from ? "rise" : "fall")} from {100 * from:F1} % to {100 * to:F1} %");
}
