using System.Text.Json.Serialization;
using Cs336.Model.Optimization;

namespace Cs336.Model.Training;

/// <summary>What a <see cref="Trainer"/> does, whatever the model: how many steps, on what, at which rates, and what happens when.</summary>
public record LoopConfig
{
    private readonly double? minLearningRate;
    private readonly long? warmupSteps, cosineSteps, evalInterval, checkpointInterval;

    /// <summary>Number of updates.</summary>
    public required long Steps { get; init; }

    /// <summary>Sequences per update.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Sequences whose gradients are computed at once; those of a batch add up before its one update. Null: the whole batch. Fewer need
    /// less memory, and change the result by rounding only.
    /// </summary>
    public int? MicroBatch { get; init; }

    /// <summary>Whether the micro-batch is halved, as often as it takes, where the device runs out of memory.</summary>
    public bool AutoMicroBatch { get; init; }

    /// <summary>The learning rate at the end of the warm-up.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The learning rate that the cosine reaches; where nothing is said, a tenth of the largest.</summary>
    public double MinLearningRate
    {
        get => minLearningRate ?? LearningRate / 10;
        init => minLearningRate = value;
    }

    /// <summary>Steps over which the learning rate rises from 0; where nothing is said, a twentieth of all, at least one.</summary>
    public long WarmupSteps
    {
        get => warmupSteps ?? Math.Max(1, Steps / 20);
        init => warmupSteps = value;
    }

    /// <summary>The step at which the cosine ends; where nothing is said, the last one.</summary>
    public long CosineSteps
    {
        get => cosineSteps ?? Steps;
        init => cosineSteps = value;
    }

    /// <summary>AdamW's λ.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>AdamW's decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>AdamW's ε.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The largest norm of all gradients together.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>What happens when the loss or the norm of the gradients is no longer finite.</summary>
    public NonFinitePolicy OnNonFinite { get; init; } = NonFinitePolicy.Stop;

    /// <summary>
    /// Steps between two evaluations of the validation loss; where nothing is said, a twentieth of all, but at least ten, so that a short
    /// run is not mostly evaluation.
    /// </summary>
    public long EvalInterval
    {
        get => evalInterval ?? Math.Min(Steps, Math.Max(10, Steps / 20));
        init => evalInterval = value;
    }

    /// <summary>Batches per evaluation, always the same ones.</summary>
    public int EvalBatches { get; init; } = 20;

    /// <summary>Steps between two checkpoints; where nothing is said, those between two evaluations.</summary>
    public long CheckpointInterval
    {
        get => checkpointInterval ?? EvalInterval;
        init => checkpointInterval = value;
    }

    /// <summary>How batches are drawn.</summary>
    public BatchSampling Sampling { get; init; } = BatchSampling.Random;

    /// <summary>Whether every step gets the first batch: a model that can learn soon knows it by heart (assignment §5.3).</summary>
    public bool OverfitOneBatch { get; init; }

    /// <summary>Decides the initial weights and the batches.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The learning rate of every step.</summary>
    [JsonIgnore]
    public CosineSchedule Schedule => new(LearningRate, MinLearningRate, WarmupSteps, CosineSteps);

    /// <summary>Makes sure that this can be run.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
    public void RequireValid()
    {
        Require("steps", Steps, $"at least 1", Steps >= 1);
        Require("batch size", BatchSize, $"at least 1", BatchSize >= 1);
        Require("micro batch", MicroBatch ?? 1, $"at least 1", MicroBatch is null or >= 1);
        Require("learning rate", LearningRate, $"at least 0", LearningRate >= 0);
        Require(
            "min learning rate", MinLearningRate, $"between 0 and the learning rate, {LearningRate}",
            MinLearningRate >= 0 && MinLearningRate <= LearningRate);
        Require("cosine steps", CosineSteps, $"at least 1", CosineSteps >= 1);
        Require(
            "warmup steps", WarmupSteps, $"between 0 and the cosine's steps, {CosineSteps}", WarmupSteps >= 0 && WarmupSteps <= CosineSteps);
        Require("weight decay", WeightDecay, $"at least 0", WeightDecay >= 0);
        Require("beta1", Beta1, $"at least 0 and below 1", Beta1 is >= 0 and < 1);
        Require("beta2", Beta2, $"at least 0 and below 1", Beta2 is >= 0 and < 1);
        Require("epsilon", Epsilon, $"positive", Epsilon > 0);
        Require("clip", Clip, $"positive", Clip > 0);
        Require("eval interval", EvalInterval, $"at least 1", EvalInterval >= 1);
        Require("eval batches", EvalBatches, $"at least 1", EvalBatches >= 1);
        Require("checkpoint interval", CheckpointInterval, $"at least 1", CheckpointInterval >= 1);
    }

    private static void Require(string name, double value, FormattableString expected, bool holds)
    {
        if (!holds || !double.IsFinite(value))
            throw new ConfigurationException(FormattableString.Invariant(
                $"{name} must be {FormattableString.Invariant(expected)}; found {value}."));
    }
}
