using System.Text.Json.Serialization;
using Cs336.Model;

namespace Cs336.Train.Configuration;

/// <summary>The type of ids in a file without a header.</summary>
[JsonConverter(typeof(NamedEnumConverter<BinDType>))]
internal enum BinDType
{
    [JsonStringEnumMemberName("uint16")]
    UInt16 = 2,

    [JsonStringEnumMemberName("uint32")]
    UInt32 = 4,
}

/// <summary>Where measurements can go beside <c>metrics.jsonl</c>.</summary>
[JsonConverter(typeof(NamedEnumConverter<SinkKind>))]
internal enum SinkKind
{
    /// <summary>Event files of TensorBoard.</summary>
    [JsonStringEnumMemberName("tensorboard")]
    TensorBoard,

    /// <summary>One table of comma-separated values.</summary>
    [JsonStringEnumMemberName("csv")]
    Csv,
}
