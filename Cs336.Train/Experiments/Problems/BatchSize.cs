using System.Globalization;
using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>batch_size_experiment</c> (assignment §7.2).</summary>
internal sealed class BatchSize : Experiment
{
    public override string Name => "batch_size_experiment";

    public override string Title => "Batch sizes";

    public override string Question => """
        Vary the batch size from 1 up to the largest that the memory allows, with several sizes between, among them typical ones like 64. Plot the
        learning curves, the learning rate tuned again where needed, and discuss what the batch size does to training.
        """;

    public override string Measured => "The validation loss after the same number of tokens in batches of several sizes, and the time that it took.";

    public override string Judged => "By the loss after the same number of tokens, and by the time until a loss that all of them reach.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [.. Sizes(scale).Select(size => size.Run)];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        var recipe = Recipe.Of(recorded.Scale);
        section.Text(Invariant(
            $"""
            All trainings see the same number of tokens, so that a larger batch means fewer updates. The learning rate is that of the recipe,
            {recipe.LearningRate} for batches of {recipe.BatchSize}, times the square root of the ratio of the batch sizes: the noise of a batch's gradient falls with that root, and AdamW
            divides by the gradient's size (Malladi et al. 2022). The validation loss is a mean over the same windows for all.
            """));
        var comparison = RunComparison.Of(section, recorded, Sizes(recorded.Scale).Select(size => (size.Run, Invariant($"batch of {size.Batch}"))));
        comparison.Describe("the batch size, and the learning rate that follows from it");
        comparison.Table(
            "The same tokens in batches of several sizes", "sequences per batch",
            ("learning rate", run => Invariant($"{run.Result.Config.LearningRate:0.######}")),
            ("updates", run => Invariant($"{run.Result.Config.Steps:N0}")),
            ("tokens per second", run => Invariant($"{run.TokensPerSecond:N0}")));
        comparison.Figures("Batch sizes", byTokens: true);
        Conclude(section, comparison, recorded.Scale);
    }

    private static void Conclude(Section section, RunComparison comparison, Scale scale)
    {
        if (comparison.Ranked is not [var best, _, ..] ranked)
            return;
        var worst = ranked[^1];
        section.Conclude(Invariant($"the best batch of {comparison.Runs.Count} sizes is {SizeOf(best)}, loss {best.Loss:F3}; {SizeOf(worst)} ends at {worst.Loss:F3}"));
        section.Text(Invariant(
            $"After the same tokens the lowest loss, {best.Loss:F3}, is that of a batch of {SizeOf(best)}, and the highest, {worst.Loss:F3}, that of a batch of {SizeOf(worst)}. ")
            + Order(ranked));
        var (slowest, fastest) = (ranked.MinBy(run => run.TokensPerSecond)!, ranked.MaxBy(run => run.TokensPerSecond)!);
        section.Text(Invariant($"The machine is used best by a batch of {SizeOf(fastest)}, {fastest.TokensPerSecond:N0} tokens per second, ")
            + Invariant($"{fastest.TokensPerSecond / slowest.TokensPerSecond:F1} times the {slowest.TokensPerSecond:N0} of a batch of {SizeOf(slowest)}. ")
            + TimeToLoss(ranked, worst.Loss!.Value));
        var largest = comparison.Runs.MaxBy(SizeOf)!;
        section.Text(Invariant($"The largest batch here, {SizeOf(largest)}, leaves {largest.Result.Config.Steps:N0} updates. ")
            + (scale == Scale.Full
                ? "The memory of the device allows more, in portions (`--micro-batch auto`) as many as one likes; `cs336 account` says how many fit at once."
                : "It is not the memory that limits it at this scale but the number of tokens: with a batch larger still, hardly any update would be left."));
    }

    private static string Order(IReadOnlyList<ComparedRun> ranked)
    {
        var losses = ranked.OrderBy(SizeOf).Select(run => run.Loss!.Value).ToList();
        var lowest = losses.IndexOf(losses.Min());
        var hasOneValley = losses.Zip(losses.Skip(1)).Index().All(step => step.Item.Second > step.Item.First == step.Index >= lowest);
        return (hasOneValley, lowest) switch
        {
            (false, _) => "From size to size the loss goes up and down: no rule is to be seen.",
            (true, 0) => "The loss rises with every step up in size: at a fixed number of tokens, more updates count for more than less noise.",
            (true, _) when lowest == losses.Count - 1 =>
                "The loss falls with every step up in size: at this length less noise counts for more than more updates.",
            _ => "It rises on both sides of the best size: smaller batches are too noisy, larger ones leave too few updates.",
        };
    }

    private static string TimeToLoss(IReadOnlyList<ComparedRun> ranked, double loss)
    {
        var times = ranked.Select(run => (Run: run, Seconds: run.SecondsTo(loss))).Where(time => time.Seconds is not null).OrderBy(time => time.Seconds).ToList();
        return Invariant($"A loss of {loss:F3}, which all of them reach, is reached first by a batch of {SizeOf(times[0].Run)}, after {times[0].Seconds:N0} s, ")
            + Invariant($"and last by a batch of {SizeOf(times[^1].Run)}, after {times[^1].Seconds:N0} s (as far as the evaluations tell).");
    }

    private static IEnumerable<(int Batch, TrainingRun Run)> Sizes(Scale scale)
    {
        var recipe = Recipe.Of(scale);
        return recipe.OtherBatchSizes
            .Select(batch => (Batch: batch, Run: StandardRuns.OnStories(
                $"batch-size-{batch}", ("training.batchSize", batch), ("training.learningRate", RateFor(batch, recipe)))))
            .Append((Batch: recipe.BatchSize, Run: StandardRuns.Baseline))
            .OrderBy(size => size.Batch);
    }

    /// <summary>The recipe's rate times the root of the ratio, to three digits, as a person would write it.</summary>
    private static double RateFor(int batch, Recipe recipe) =>
        double.Parse(Invariant($"{recipe.LearningRate * Math.Sqrt((double)batch / recipe.BatchSize):G3}"), CultureInfo.InvariantCulture);

    private static int SizeOf(ComparedRun run) => run.Result.Config.BatchSize;
}
