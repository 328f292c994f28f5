using Cs336.Model.Training;

namespace Cs336.Train.Experiments.Log;

/// <summary>What came out of a training.</summary>
internal sealed record TrainingResult
{
    /// <summary>What was trained, complete.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>Threads within one tensor operation.</summary>
    public required int Threads { get; init; }

    /// <summary>The model's learned numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Cross-entropy of the validation tokens under the training tokens' unigram frequencies, in nats per token.</summary>
    public required double UnigramLoss { get; init; }

    /// <summary>Bytes of the validation text per token, which makes losses of different vocabularies comparable.</summary>
    public double? BytesPerToken { get; init; }

    /// <summary>The measurements, thinned where there are many; every validation loss is there.</summary>
    public required IReadOnlyList<Metrics> Curve { get; init; }

    /// <summary>The lowest validation loss, in nats per token; null where none was measured.</summary>
    public double? BestValidationLoss { get; init; }

    /// <summary>The last validation loss.</summary>
    public double? LastValidationLoss { get; init; }

    /// <summary>Where it diverged, in words; null where it did not.</summary>
    public string? Divergence { get; init; }
}
