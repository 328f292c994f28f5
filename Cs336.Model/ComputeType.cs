using System.Text.Json.Serialization;

namespace Cs336.Model;

/// <summary>The type that matrix products are computed in. Weights, moments, norms, softmax and loss are float32 either way.</summary>
[JsonConverter(typeof(NamedEnumConverter<ComputeType>))]
public enum ComputeType
{
    /// <summary>24 bits of precision.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>8 bits of precision, the range of float32: faster where the processor has products of them.</summary>
    [JsonStringEnumMemberName("bf16")]
    BFloat16,
}
