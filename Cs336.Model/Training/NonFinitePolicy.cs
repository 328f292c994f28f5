using System.Text.Json.Serialization;

namespace Cs336.Model.Training;

/// <summary>What becomes of a run whose loss or gradient norm is no longer finite.</summary>
[JsonConverter(typeof(NamedEnumConverter<NonFinitePolicy>))]
public enum NonFinitePolicy
{
    /// <summary>It stops, with a report of the step.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>The step makes no update: weights, moments and their counts stay as they are.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>It goes on from its last checkpoint with half the learning rate.</summary>
    [JsonStringEnumMemberName("rewind")]
    Rewind,
}
