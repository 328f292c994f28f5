using System.Text.Json;
using Cs336.Model.Training;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Problems;
using Cs336.Train.Files;
using Cs336.Train.Writeup;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Problems;

/// <summary>What the answers about trainings conclude follows from the record, whatever that is.</summary>
public sealed class TrainingAnswersTests
{
    private static readonly Experiment[] AboutTrainings =
    [
        new ExperimentLogging(), new LearningRate(), new BatchSize(), new LayerNormAblation(), new PreNormAblation(), new NoPositions(),
        new SwiGluAblation(), new MainExperiment(), new Leaderboard(),
    ];

    public static TheoryData<string> Names => [.. AboutTrainings.Select(experiment => experiment.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_recorded_is_said_to_be_not_run(string name)
    {
        var section = Answer(Named(name), Scale.Full, _ => null);
        Assert.NotEmpty(section.Blocks.OfType<NotRunBlock>());
        Assert.All(section.Blocks.OfType<NotRunBlock>(), block => Assert.Contains(" --scale full --data DIR", block.Command));
        Assert.Empty(section.Blocks.OfType<SourcedBlock>());
        Assert.Null(section.Conclusion);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_part_of_the_runs_makes_an_answer(string name)
    {
        var runs = Named(name).Runs(Scale.Full).OfType<TrainingRun>().ToList();
        foreach (var only in runs)
            Assert.NotEmpty(Answer(Named(name), Scale.Full, run => run == only ? 2 : null).Blocks);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trainings_that_all_diverged_make_an_answer_without_a_best_one(string name) =>
        Assert.Null(Answer(Named(name), Scale.Full, _ => double.PositiveInfinity).Conclusion);

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_recorded_leaves_no_training_out_and_concludes(string name)
    {
        var loss = 2.0;
        var section = Answer(Named(name), Scale.Full, _ => loss += 0.1);
        Assert.All(section.Blocks.OfType<NotRunBlock>(), block => Assert.StartsWith("a text of", block.What));
        Assert.NotNull(section.Conclusion);
        Assert.True(section.Blocks.OfType<FigureBlock>().Count() >= 2);
    }

    [Theory]
    [InlineData(2.5, 2.6, "0.525 higher. Seeds alone move a loss by up to 0.100, so the difference is visible, and in the direction that the literature expects")]
    [InlineData(1.5, 1.6, "0.475 lower. Seeds alone move a loss by up to 0.100, so the difference is visible, but in the other direction")]
    [InlineData(2.0, 2.1, "Seeds alone move a loss by up to 0.100, so at this scale no difference is visible")]
    [InlineData(double.PositiveInfinity, 2.1, "diverged with 1 of 2 seeds")]
    public void Difference_is_visible_only_where_it_is_larger_than_that_of_two_seeds(double first, double second, string verdict)
    {
        var section = Answer(new NoPositions(), Scale.Low, run => run.Name switch
        {
            "baseline" => 2.0,
            "baseline-seed-2" => 2.05,
            "no-positions" => first,
            _ => second,
        });
        Assert.Contains(verdict, TextOf(section));
    }

    [Fact]
    public void Single_seed_proves_nothing() => Assert.Contains(
        "Without a second seed of either, nothing says how much of that is chance.",
        TextOf(Answer(new NoPositions(), Scale.Low, run => run.Name.EndsWith("-seed-2", StringComparison.Ordinal) ? null : 2)));

    [Theory]
    [InlineData(false, 1.4, "1.400 meets it")]
    [InlineData(false, 1.5, "1.500 misses it")]
    [InlineData(true, 1.4, "do not apply to")]
    public void Best_rate_is_judged_by_the_assignments_target_on_its_own_text_alone(bool standIn, double best, string verdict) =>
        Assert.Contains(verdict, TextOf(Answer(new LearningRate(), Scale.Full, run => run.Name == "baseline" ? best : 3, standIn)));

    [Fact]
    public void Edge_of_stability_lies_between_the_highest_rate_that_held_and_the_lowest_that_diverged()
    {
        var text = TextOf(Answer(new LearningRate(), Scale.Full, run => run.Name switch
        {
            "learning-rate-1e1" or "learning-rate-1e-1" => double.PositiveInfinity,
            "learning-rate-3e-3" => 1.4,
            _ => 2,
        }));
        Assert.Contains("The lowest rate that diverged was 0.1: it grew. The highest that did not was 0.01", text);
        Assert.Contains("3.3 to 33.3 times the best rate", text);
    }

    private static Experiment Named(string name) => AboutTrainings.Single(experiment => experiment.Name == name);

    private static string TextOf(Section section) => string.Join("\n", section.Blocks.OfType<TextBlock>().Select(block => block.Markdown));

    /// <summary>The answer from trainings that ended with these losses; infinity: diverged; null: not recorded.</summary>
    private static Section Answer(Experiment experiment, Scale scale, Func<TrainingRun, double?> lossOf, bool standIn = false)
    {
        var entries = experiment.Runs(scale).OfType<TrainingRun>()
            .Select(run => (Run: run, Loss: lossOf(run)))
            .Where(run => run.Loss is not null)
            .ToDictionary(run => run.Run.Name, run => Entry(run.Run, scale, run.Loss!.Value, standIn));
        var section = new Section(experiment.Name, experiment.Title);
        experiment.Answer(section, new RecordedExperiment(experiment, scale, entries));
        return section;
    }

    private static LogEntry Entry(TrainingRun run, Scale scale, double loss, bool standIn)
    {
        var diverged = double.IsInfinity(loss);
        var changes = run.Changes["training"];
        var rate = (double?)changes?["learningRate"] ?? Recipe.Of(scale).LearningRate;
        var batch = (int?)changes?["batchSize"] ?? Recipe.Of(scale).BatchSize;
        var result = new TrainingResult
        {
            Config = new() { Model = new() { VocabSize = 1_000 }, Steps = 327_680_000 / 256 / batch, BatchSize = batch, LearningRate = rate, WarmupSteps = 1 },
            Device = "cpu",
            Threads = 1,
            Parameters = 1_000,
            UnigramLoss = 6,
            BytesPerToken = 4,
            Curve =
            [
                new Metrics { Step = 0, Tokens = 0, Seconds = 0, ValidationLoss = 7 },
                new Metrics { Step = 5, Tokens = 5, Seconds = 1, TrainLoss = 5, TokensPerSecond = 1_000 + batch },
                new Metrics { Step = 9, Tokens = 327_680_000, Seconds = 2, ValidationLoss = diverged ? 8 : loss },
            ],
            BestValidationLoss = diverged ? 7 : loss,
            LastValidationLoss = diverged ? 8 : loss,
            Divergence = diverged ? "It grew." : null,
        };
        return new LogEntry
        {
            Run = run.Name,
            Experiment = "any",
            Scale = scale,
            Outcome = diverged ? RunOutcome.Diverged : RunOutcome.Done,
            Command = "cs336 experiment run any",
            Started = DateTime.UnixEpoch,
            Seconds = 2,
            Machine = "a machine",
            Fingerprint = "0123456789abcdef",
            Data = [new(run.Corpus, standIn, "a text", 100, 10, "00")],
            Result = JsonSerializer.SerializeToNode(result, JsonFile.Options),
        };
    }
}
