using Cs336.Model;
using Cs336.Model.Training;

namespace Cs336.Train.Training;

/// <summary>Everything needed to repeat a run: <c>config.json</c> of its directory.</summary>
internal sealed record RunConfig
{
    /// <summary>The token file to train on.</summary>
    public required string Data { get; init; }

    /// <summary>The token file to validate on; null: the end of <see cref="Data"/>.</summary>
    public string? Validation { get; init; }

    /// <summary>The part of <see cref="Data"/> that is held out where there is no <see cref="Validation"/>.</summary>
    public double ValidationFraction { get; init; } = 0.05;

    /// <summary>SHA-256 of the <c>tokenizer.json</c> that made the ids, where it is known.</summary>
    public string? TokenizerSha256 { get; init; }

    /// <summary>The name of the device.</summary>
    public required string Device { get; init; }

    /// <summary>Threads within one tensor operation; null: one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether CUDA may round the operands of float32 products to TensorFloat-32's 10 bits.</summary>
    public bool Tf32 { get; init; }

    /// <summary>What the run computes.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>This configuration, if it can be run.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
    public RunConfig Validated()
    {
        Training.Validated();
        if (ValidationFraction is not (> 0 and < 1))
        {
            throw new ConfigurationException(
                FormattableString.Invariant($"validation fraction must be between 0 and 1; found {ValidationFraction}."));
        }
        if (Threads < 1)
            throw new ConfigurationException($"threads must be at least 1; found {Threads}.");
        if (Tf32 && !Device.StartsWith("cuda", StringComparison.Ordinal))
            throw new ConfigurationException($"tf32 must be off but on CUDA devices, since no other has it; found device {Device}.");
        return this;
    }
}
