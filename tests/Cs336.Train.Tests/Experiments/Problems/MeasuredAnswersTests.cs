using System.Text.Json.Nodes;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Tests.Commands;
using Cs336.Train.Tests.Experiments.Measurements;
using Cs336.Train.Writeup;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Problems;

/// <summary>The answers that follow from measurements, on tiny corpora.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class MeasuredAnswersTests(TinyRun tiny)
{
    public static TheoryData<string> Problems =>
        ["unicode1", "unicode2", "train_bpe_tinystories", "train_bpe_expts_owt", "tokenizer_experiments", "learning_rate_tuning", "generate"];

    [Theory]
    [MemberData(nameof(Problems))]
    public void An_answer_is_complete_when_everything_was_measured(string problem)
    {
        var experiment = Named(problem);

        var section = Answer(experiment, Measure(experiment, isStandIn: false));

        Assert.Empty(section.Blocks.OfType<NotRunBlock>());
        Assert.NotNull(section.Conclusion);
        Assert.All(section.Blocks.OfType<SourcedBlock>(), block => Assert.NotEmpty(block.Sources));
        Assert.All(section.Blocks.OfType<TableBlock>(), table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count)));
        Assert.DoesNotContain("NaN", TextOf(section), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", TextOf(section), StringComparison.Ordinal);
        Assert.All(section.Blocks.OfType<FigureBlock>(), figure => Assert.StartsWith("<svg", figure.Plot.Svg(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void What_is_missing_is_said_and_keeps_nothing_from_the_rest(string problem)
    {
        var experiment = Named(problem);
        var entries = Measure(experiment, isStandIn: false);

        Assert.All(entries, missing =>
        {
            var without = Answer(experiment, [.. entries.Where(entry => entry != missing)]);
            var failed = Answer(experiment, [.. entries.Select(entry =>
                entry == missing ? entry with { Outcome = RunOutcome.Failed, Result = null, Failure = "It broke." } : entry)]);

            Assert.NotEmpty(without.Blocks.OfType<NotRunBlock>());
            Assert.NotEmpty(failed.Blocks.OfType<NotRunBlock>());
            Assert.All(without.Blocks.OfType<SourcedBlock>(), block => Assert.DoesNotContain(missing, block.Sources));
        });
        Assert.NotEmpty(Answer(experiment, []).Blocks.OfType<NotRunBlock>());
        Assert.Empty(Answer(experiment, []).Blocks.OfType<SourcedBlock>());
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_stand_in_never_bears_the_name_of_the_real_text(string problem)
    {
        var experiment = Named(problem);

        var text = TextOf(Answer(experiment, Measure(experiment, isStandIn: true)));

        Assert.DoesNotContain("on TinyStories", text, StringComparison.Ordinal);
        Assert.DoesNotContain("of TinyStories", text, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenWebText", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_judged_on_the_whole_course_text_alone()
    {
        var experiment = Named("train_bpe_tinystories");
        var entry = Measure(experiment, isStandIn: false).Single();
        var real = Change(entry, ("corpusBytes", 2_227_753_162));

        Assert.Contains("cannot say", TextOf(Answer(experiment, [entry])), StringComparison.Ordinal);
        Assert.Contains("the time is within that, the memory is within that; the wish for 0:02:00 is met",
            TextOf(Answer(experiment, [real])), StringComparison.Ordinal);
        Assert.Contains("the time is beyond that, the memory is beyond that; the wish for 0:02:00 is not met",
            TextOf(Answer(experiment, [Change(real, ("seconds", 1801), ("memoryPeak", 30_000_000_001))])), StringComparison.Ordinal);
        Assert.Contains("cannot say", TextOf(Answer(experiment, [real with { Data = [RecordOf(Corpus.TinyStories, isStandIn: true)] }])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_beyond_16_bits_is_not_praised_for_fitting_into_them()
    {
        var experiment = Named("tokenizer_experiments");
        var entries = Measure(experiment, isStandIn: false).ConvertAll(entry =>
        {
            if (entry.Result!["datasets"] is not JsonArray datasets)
                return entry;
            var changed = entry.Result.DeepClone();
            changed["datasets"]![0]!["vocabSize"] = 65_537;
            return entry with { Result = changed };
        });

        Assert.Contains("needs `uint32`", TextOf(Answer(experiment, entries)), StringComparison.Ordinal);
        Assert.DoesNotContain("all that are needed", TextOf(Answer(experiment, entries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_descent_is_judged_by_its_losses()
    {
        var experiment = Named("learning_rate_tuning");
        var entry = Measure(experiment, isStandIn: false).Single();
        var changed = entry.Result!.DeepClone();
        changed["curves"]![0]!["losses"]![10] = 1e9;
        changed["curves"]![3]!["losses"]![10] = null;

        Assert.Equal("α = 1: falls, α = 10: falls, α = 100: falls, α = 1000: diverges", Answer(experiment, [entry]).Conclusion);
        Assert.Equal(
            "α = 1: diverges, α = 10: falls, α = 100: falls, α = 1000: diverges", Answer(experiment, [entry with { Result = changed }]).Conclusion);
    }

    private static Experiment Named(string name) => ExperimentRegistry.Named([name]).Single();

    private List<LogEntry> Measure(Experiment experiment, bool isStandIn)
    {
        using var corpora = new TinyCorpora(tiny.Run);
        return [.. experiment.Runs(Scale.Smoke).Cast<Measurement>().Select(run => new LogEntry
        {
            Run = run.Name,
            Experiment = experiment.Name,
            Scale = Scale.Smoke,
            Outcome = RunOutcome.Done,
            Command = $"cs336 experiment run {experiment.Name}",
            Started = new DateTime(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc),
            Seconds = 1,
            Machine = "a machine",
            Data = [.. run.Corpora.Select(corpus => RecordOf(corpus, isStandIn))],
            Fingerprint = "",
            // Through its text, as the log has it.
            Result = JsonNode.Parse(run.Take(corpora, CancellationToken.None).ToJsonString()),
        })];
    }

    private static CorpusRecord RecordOf(Corpus corpus, bool isStandIn) => new(corpus, isStandIn, "a text", 60_000, 30_000, "");

    private static LogEntry Change(LogEntry entry, params (string Name, long Value)[] values)
    {
        var changed = entry.Result!.DeepClone();
        foreach (var (name, value) in values)
            changed[name] = value;
        return entry with { Result = changed };
    }

    private static Section Answer(Experiment experiment, IEnumerable<LogEntry> entries)
    {
        var section = new Section(experiment.Name, experiment.Title);
        experiment.Answer(section, RecordedExperiment.Of(experiment, Scale.Smoke, entries));
        return section;
    }

    /// <summary>All that a reader sees but the texts that models wrote.</summary>
    private static string TextOf(Section section) => string.Join('\n', section.Blocks.SelectMany(block => block switch
    {
        TextBlock text => [text.Markdown],
        TableBlock table => [table.Caption, .. table.Columns, .. table.Rows.SelectMany(row => row)],
        SourcedBlock sourced => [sourced.Caption],
        _ => Array.Empty<string>(),
    }));
}
