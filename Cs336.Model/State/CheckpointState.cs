using System.Text.Json;
using System.Text.Json.Serialization;
using Cs336.Model.Training;

namespace Cs336.Model.State;

/// <summary>A file of a checkpoint, as it was when it was written.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
public sealed record CheckpointFile(long Bytes, string Sha256);

/// <summary>The part of a checkpoint that is not tensors: <c>state.json</c>.</summary>
public sealed record CheckpointState
{
    /// <summary>The version that this code writes and reads.</summary>
    public const int CurrentFormatVersion = 1;

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Which form the files have.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>Updates made so far. With the seed it is the data's cursor too: the next batch is that of this step.</summary>
    public required long Step { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public required double Seconds { get; init; }

    /// <summary>The micro-batch that the device had room for, in sequences; null: what the configuration says.</summary>
    public int? MicroBatch { get; init; }

    /// <summary>The factor that rewinding has left of every learning rate.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>The state of torch's default generator on the CPU.</summary>
    public required byte[] TorchRandomState { get; init; }

    /// <summary>SHA-256 of the <c>tokenizer.json</c> that made the ids, in lower-case hexadecimal, where it is known.</summary>
    public string? TokenizerSha256 { get; init; }

    /// <summary>What the run computes.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>The files beside this one, by name.</summary>
    public IReadOnlyDictionary<string, CheckpointFile> Files { get; init; } = new Dictionary<string, CheckpointFile>();
}
