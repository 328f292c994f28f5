using System.Text.Json;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Files;
using Cs336.Train.Writeup;

namespace Cs336.Train.Tests.Writeup;

/// <summary>A made-up problem with every kind of block, from two trainings and a measurement.</summary>
internal sealed class Specimen : Experiment
{
    /// <summary>Generated text as nasty as it gets.</summary>
    public const string Nasty = "Once | upon <b>a</b> time…\r\n``` fence\n<script>alert('1')</script> \u0000\u001b[31m 日本語 \u202e& \ttab `tick`\n";

    public override string Name => "specimen_one";

    public override string Title => "A specimen <of> *all* blocks";

    public override string Question => "(a) What is it?\n\n(b) And `why`?";

    public override string Measured => "Everything.";

    public override string Judged => "By looking.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
    [
        new TrainingRun("sound", Corpus.TinyStories, []),
        new TrainingRun("diverging", Corpus.TinyStories, []),
        Measurement.Of("words", 1, (_, _) => new Words("never run")),
    ];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Training("sound") is not { } sound || recorded.Training("diverging") is not { } diverging)
        {
            section.NotRun("two trainings", recorded.Command);
            return;
        }
        LogEntry[] sources = [recorded.Entry("sound")!, recorded.Entry("diverging")!];
        section.Conclude("one of two diverged, `a|b`");
        section.Text("### A part\n\nSome *text*.");
        section.Figure("by-step", TrainingCurves.ByStep("Losses | [1]", ("sound", sound), ("diverging", diverging)), "Losses by step.", sources);
        section.Figure("by-time", TrainingCurves.ByTime("Losses", ("sound", sound), ("diverging", diverging)), "Losses by time.", sources);
        section.Table(
            "What | came out",
            ["name", "value | unit"],
            [[MarkdownText.Code("a|b"), "1"], [MarkdownText.Escaped("<i>|x"), "2"], ["two\nlines", MarkdownText.Code(" `y")]],
            sources);
        section.Table("By definition", ["n", "n²"], [["2", "4"]]);
        if (recorded.Result<Words>("words") is { } words)
            section.Verbatim("What it said", words.Text, recorded.Entry("words")!);
        else
            section.NotRun("the words", recorded.Command);
    }

    internal sealed record Words(string Text);

    public static LogEntry Training(string run, TrainingResult result, Scale scale = Scale.Low) => Entry(run, scale) with
    {
        Outcome = result.Divergence is null ? RunOutcome.Done : RunOutcome.Diverged,
        Seed = 1,
        Data = [StandIn],
        Result = JsonSerializer.SerializeToNode(result, JsonFile.Options),
    };

    public static LogEntry Measure(string run, object result, Scale scale = Scale.Low) =>
        Entry(run, scale) with { Result = JsonSerializer.SerializeToNode(result, JsonFile.Options) };

    public static LogEntry Failing(string run, string sentence) => Entry(run, Scale.Low) with { Outcome = RunOutcome.Failed, Failure = sentence };

    public static CorpusRecord StandIn { get; } = new(
        Corpus.TinyStories, IsStandIn: true, "cs336 data synth --kind stories --megabytes 8 --seed 1", 8_000_000, 800_000, new string('a', 64));

    public static CorpusRecord Real { get; } = new(
        Corpus.TinyStories, IsStandIn: false, "the course's TinyStoriesV2-GPT4", 2_227_753_162, 22_502_601, new string('b', 64));

    /// <summary>All runs at low scale.</summary>
    public static IReadOnlyList<LogEntry> WholeLog { get; } =
    [
        Training("sound", Trainings.Of(1.5)), Training("diverging", Trainings.Of(2, diverges: true)), Measure("words", new Words(Nasty)),
    ];

    private static LogEntry Entry(string run, Scale scale) => new()
    {
        Run = run,
        Experiment = "specimen_one",
        Scale = scale,
        Outcome = RunOutcome.Done,
        Command = $"cs336 experiment run specimen_one --scale {scale.Name()}",
        Started = new DateTime(2026, 11, 25, 9, 30, 0, DateTimeKind.Utc),
        Seconds = 125.5,
        Commit = "0123456789abcdef",
        Machine = "AMD EPYC, 2 cores (avx2 avx512f); 25.28 GB of memory; Linux; .NET 10.0.12; cpu",
        Fingerprint = "f",
    };
}
