using System.Text.Json.Serialization;

namespace Cs336.Model;

/// <summary>Where a block normalises (assignment §3.5, §7.3).</summary>
[JsonConverter(typeof(NamedEnumConverter<NormPlacement>))]
public enum NormPlacement
{
    /// <summary>What goes into a sublayer: <c>x + f(norm(x))</c>.</summary>
    [JsonStringEnumMemberName("pre")]
    Pre,

    /// <summary>The sum: <c>norm(x + f(x))</c> (Vaswani et al. 2017). The norm after the last block stays.</summary>
    [JsonStringEnumMemberName("post")]
    Post,

    /// <summary>Nowhere; the norm after the last block is gone too.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

/// <summary>How attention knows the order of the tokens (assignment §3.5.3, §7.3).</summary>
[JsonConverter(typeof(NamedEnumConverter<PositionEncoding>))]
public enum PositionEncoding
{
    /// <summary>By rotating queries and keys: <see cref="Layers.RotaryEmbedding"/>.</summary>
    [JsonStringEnumMemberName("rope")]
    Rope,

    /// <summary>By the causal mask alone (NoPE).</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

/// <summary>The feed-forward network of a block (assignment §3.5.2, §7.3).</summary>
[JsonConverter(typeof(NamedEnumConverter<FeedForwardKind>))]
public enum FeedForwardKind
{
    /// <summary>Gated, three matrices: <see cref="Layers.SwiGlu"/>.</summary>
    [JsonStringEnumMemberName("swiglu")]
    SwiGlu,

    /// <summary>Not gated, two matrices: <see cref="Layers.SiluFeedForward"/>.</summary>
    [JsonStringEnumMemberName("silu")]
    Silu,
}
