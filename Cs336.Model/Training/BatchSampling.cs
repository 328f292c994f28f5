using System.Text.Json.Serialization;

namespace Cs336.Model.Training;

/// <summary>How a run goes through its training data.</summary>
[JsonConverter(typeof(NamedEnumConverter<BatchSampling>))]
public enum BatchSampling
{
    /// <summary>Every sequence begins anywhere, with replacement (assignment §5.1): <see cref="Data.BatchSampler"/>.</summary>
    [JsonStringEnumMemberName("random")]
    Random,

    /// <summary>Every window once before any comes again, in another order each time: <see cref="Data.EpochSampler"/>.</summary>
    [JsonStringEnumMemberName("epoch")]
    Epoch,
}
