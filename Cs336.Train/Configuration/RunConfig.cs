using Cs336.Model;
using Cs336.Model.Training;

namespace Cs336.Train.Configuration;

/// <summary>Everything needed to repeat a run: <c>config.json</c> of its directory.</summary>
internal sealed record RunConfig
{
    /// <summary>The token files to train on.</summary>
    public IReadOnlyList<DataSource> Data { get; init; } = [];

    /// <summary>The token file to validate on; null: the end of each file of <see cref="Data"/>.</summary>
    public string? Validation { get; init; }

    /// <summary>The part of <see cref="Data"/> that is held out where there is no <see cref="Validation"/>.</summary>
    public double ValidationFraction { get; init; } = 0.05;

    /// <summary>The type of ids in files without a header, <c>.bin</c>.</summary>
    public BinDType BinDtype { get; init; } = BinDType.UInt16;

    /// <summary>SHA-256 of the <c>tokenizer.json</c> that made the ids, where it is known.</summary>
    public string? TokenizerSha256 { get; init; }

    /// <summary>The name of the device.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads within one tensor operation.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether CUDA may round the operands of float32 products to TensorFloat-32's 10 bits.</summary>
    public bool Tf32 { get; init; }

    /// <summary>How many of the newest checkpoints are kept, beside that of the lowest validation loss.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Where measurements go beside <c>metrics.jsonl</c>.</summary>
    public IReadOnlyList<SinkKind> Sinks { get; init; } = [SinkKind.TensorBoard];

    /// <summary>Tokens of the sample that is written at each evaluation, where there is a tokenizer; 0: no samples.</summary>
    public int SampleTokens { get; init; } = 64;

    /// <summary>Whether the norms of activations, weights and gradients by layer are measured at each evaluation.</summary>
    public bool LogNorms { get; init; }

    /// <summary>What the run computes.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>This configuration, if it can be run.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
    public RunConfig Validated()
    {
        Training.Validated();
        DataSource.RequireConsistent(Data);
        if (Data.Count > 0 && Data[0].Weight is not null && Training.Sampling == BatchSampling.Epoch)
            throw new ConfigurationException($"data: an epoch takes every window once; expected no weights, found {Data[0]}.");
        if (ValidationFraction is not (> 0 and < 1))
        {
            throw new ConfigurationException(
                FormattableString.Invariant($"validation fraction must be between 0 and 1; found {ValidationFraction}."));
        }
        RequireAtLeast(1, "threads", Threads);
        RequireAtLeast(1, "keep checkpoints", KeepCheckpoints);
        RequireAtLeast(0, "sample tokens", SampleTokens);
        if (Tf32 && !Device.StartsWith("cuda", StringComparison.Ordinal))
            throw new ConfigurationException($"tf32 must be off but on CUDA devices, since no other has it; found device {Device}.");
        return this;
    }

    private static void RequireAtLeast(int least, string name, int value)
    {
        if (value < least)
            throw new ConfigurationException($"{name} must be at least {least}; found {value}.");
    }
}
