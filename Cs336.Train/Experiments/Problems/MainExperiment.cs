using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Training;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>main_experiment</c> (assignment §7.4).</summary>
internal sealed class MainExperiment : Experiment
{
    private const int SampleTokens = 256;
    private const int SampleSeed = 1;

    private static readonly SamplingSetting Setting = new(Temperature: 0.8, TopP: 0.95);

    private static readonly Measurement Sample = Measurement.Of("owt-sample", 2, (context, cancellation) =>
    {
        using var loaded = LoadedModel.Of(
            context.Run(StandardRuns.OpenWebText).Path, checkpointPath: null, tokenizerPath: null, device: null);
        return GeneratedText.Draw(loaded, Setting, SampleTokens, SampleSeed, count: 1, cancellation)[0];
    }) with
    {
        Corpora = [Corpus.OpenWebText],
        Needs = StandardRuns.OpenWebText,
    };

    public override string Name => "main_experiment";

    public override string Title => "The second corpus";

    public override string Question => """
        Train the same model for as many steps on OpenWebText. Show the learning curve; how do the losses differ from those on TinyStories, and how is
        that to be read? Show a text that the model writes: how good is it, and why is it worse although model and compute are the same?
        """;

    public override string Measured => "The validation loss of the same model after as many steps on the second corpus, and a text that it writes.";

    public override string Judged => "Losses of different vocabularies are compared per byte of text, and with what unigram frequencies reach.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [StandardRuns.Baseline, StandardRuns.OpenWebText, Sample];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        var comparison = RunComparison.Of(
            section, recorded, (StandardRuns.Baseline, "first corpus"), (StandardRuns.OpenWebText, "second corpus"));
        comparison.Describe("text, tokenizer and size of the vocabulary");
        if (comparison.Of(StandardRuns.OpenWebText) is { } second && second.Entry.Data.FirstOrDefault(data => data.IsStandIn) is { } standIn)
            section.Text($"**A stand-in for OpenWebText too**: {standIn.Description}.");
        comparison.Table(
            "The same model and steps on two corpora", "text",
            ("vocabulary", run => Invariant($"{run.Result.Config.Model.VocabSize:N0}")),
            ("bytes per token", run => Invariant($"{run.Result.BytesPerToken:F2}")),
            ("bits per byte", run => Invariant($"{BitsPerByte(run, run.Loss):F3}")),
            ("unigram loss", run => RunComparison.Number(run.Result.UnigramLoss)),
            ("unigram bits per byte", run => Invariant($"{BitsPerByte(run, run.Result.UnigramLoss):F3}")));
        comparison.Figures("Two corpora");
        if (comparison.Runs is [{ Loss: not null } stories, { Loss: not null } web])
        {
            section.Conclude(Invariant($"{BitsPerByte(web, web.Loss):F2} bits per byte on the second corpus, {BitsPerByte(stories, stories.Loss):F2} on the first"));
            section.Text(Differences(stories, web));
        }
        if (recorded.Result<GeneratedText>(Sample.Name) is { } sample)
        {
            section.Verbatim(
                Invariant($"A text of the model of the second corpus: {sample.Tokens} tokens from the start of a document, ended by `{sample.End}`; ")
                    + Invariant($"temperature {Setting.Temperature}, top-p {Setting.TopP}, seed {SampleSeed}"),
                sample.Text, recorded.Entry(Sample.Name)!);
        }
        else
        {
            section.NotRun("a text of the model of the second corpus", $"{recorded.Command} --only {Sample.Name}");
        }
    }

    private static string Differences(ComparedRun stories, ComparedRun web)
    {
        var perToken = web.Loss!.Value - stories.Loss!.Value;
        var perByte = BitsPerByte(web, web.Loss) / BitsPerByte(stories, stories.Loss);
        var (learnedStories, learnedWeb) = (Learned(stories), Learned(web));
        return Invariant($"""
            Per token the loss on the second corpus is {Math.Abs(perToken):F2} nats {(perToken > 0 ? "higher" : "lower")}: a perplexity of {Math.Exp(web.Loss.Value):N1} against {Math.Exp(stories.Loss.Value):N1}. Tokens
            of the two are not the same thing, though: one of the second corpus stands for {web.Result.BytesPerToken:F2} bytes and is one of {web.Result.Config.Model.VocabSize:N0}, one of the first for
            {stories.Result.BytesPerToken:F2} bytes and one of {stories.Result.Config.Model.VocabSize:N0}. Per byte of text the second corpus costs {perByte:F1} times as many bits.

            {(web.Result.UnigramLoss > stories.Result.UnigramLoss ? "Part of it lies in the texts and not in the model." : "The texts are not further apart before anything is learned.")} Unigram frequencies alone leave {web.Result.UnigramLoss:F2} nats per token on the second corpus and {stories.Result.UnigramLoss:F2} on the first;
            from there, training takes away {learnedWeb:P0} of the loss on the second and {learnedStories:P0} on the first. {(learnedWeb < learnedStories
                ? "So the second text is not only more varied, its regularities are also harder to learn with the same model and compute: it has more words and more topics, and each is seen less often."
                : "So, measured by what there was to learn, the model learned no less of it.")}
            """);
    }

    private static double Learned(ComparedRun run) => (run.Result.UnigramLoss - run.Loss!.Value) / run.Result.UnigramLoss;

    private static double? BitsPerByte(ComparedRun run, double? nats) => nats / Math.Log(2) / run.Result.BytesPerToken;
}
