namespace Cs336.Model.Training;

/// <summary>One row of a run's measurements. What was not measured is null.</summary>
public sealed record Metrics
{
    /// <summary>Updates made so far; 0 before the first.</summary>
    public required long Step { get; init; }

    /// <summary>Tokens trained on so far.</summary>
    public required long Tokens { get; init; }

    /// <summary>Seconds of training so far, evaluations and checkpoints included, earlier sittings too.</summary>
    public required double Seconds { get; init; }

    /// <summary>The loss of the batch of this step before its update, in nats per token.</summary>
    public double? TrainLoss { get; init; }

    /// <summary>The validation loss after this step, in nats per token.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The learning rate of this step's update.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The norm of all gradients of this step, before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>True where loss or gradient were not finite and the step made no update.</summary>
    public bool? Skipped { get; init; }

    /// <summary>Tokens trained on per second since the last row that has this figure, evaluations and checkpoints left out.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>The share of the device's measured peak rate that the model's floating-point operations reach, from 0 to 1.</summary>
    public double? Mfu { get; init; }
}
