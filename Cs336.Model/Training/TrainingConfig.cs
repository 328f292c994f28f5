using System.Text.Json.Serialization;

namespace Cs336.Model.Training;

/// <summary>
/// Everything that decides what a run on <see cref="Layers.TransformerLm"/> computes, apart from its data: with the same data, the same
/// run.
/// </summary>
public sealed record TrainingConfig : LoopConfig
{
    /// <summary>The model's sizes and variants.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>The type that the matrix products of the model are computed in.</summary>
    [JsonPropertyName("dtype")]
    public ComputeType DType { get; init; } = ComputeType.Float32;

    /// <summary>This configuration, if it can be run.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
    public TrainingConfig Validated()
    {
        Model.Validated();
        RequireValid();
        return this;
    }
}
