using System.Text.Json.Serialization;

namespace Cs336.Model.Accounting;

/// <summary>The parts of a model between which the work of a forward pass is shared out (assignment §3.6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelPart>))]
public enum ModelPart
{
    /// <summary>The projections to queries, keys and values.</summary>
    [JsonStringEnumMemberName("qkvProjections")]
    QkvProjections,

    /// <summary>The scores <c>Q Kᵀ</c>.</summary>
    [JsonStringEnumMemberName("attentionScores")]
    AttentionScores,

    /// <summary>The values, weighted and summed.</summary>
    [JsonStringEnumMemberName("weightedValues")]
    WeightedValues,

    /// <summary>The projection of what the heads found.</summary>
    [JsonStringEnumMemberName("outputProjection")]
    OutputProjection,

    /// <summary>The feed-forward network.</summary>
    [JsonStringEnumMemberName("feedForward")]
    FeedForward,

    /// <summary>From features to logits.</summary>
    [JsonStringEnumMemberName("head")]
    Head,
}
