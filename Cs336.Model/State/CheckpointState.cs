using System.Security.Cryptography;
using System.Text;
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
    /// <summary>The version that this code writes; it reads the older ones too.</summary>
    public const int CurrentFormatVersion = 2;

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

    /// <summary>SHA-256 of the whole text with zeros in this place, in lower-case hexadecimal; filled in when it is saved.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The text of <c>state.json</c>, with its own SHA-256.</summary>
    internal byte[] Sealed()
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(this with { Sha256 = Unsealed }, Json);
        Encoding.ASCII.GetBytes(HashOf(text)).CopyTo(text, PlaceOfSeal(text, Unsealed));
        return text;
    }

    /// <summary>Whether a text is what was saved, to the byte: later versions of this record, which know more keys, can tell too.</summary>
    internal bool IsSealOf(byte[] text)
    {
        if (Sha256 is null || PlaceOfSeal(text, Sha256) is not (>= 0 and var place))
            return false;
        var unsealed = (byte[])text.Clone();
        Encoding.ASCII.GetBytes(Unsealed).CopyTo(unsealed, place);
        return HashOf(unsealed) == Sha256;
    }

    private static string Unsealed { get; } = new('0', 64);

    private static string HashOf(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text));

    private static int PlaceOfSeal(byte[] text, string seal) =>
        seal.Length == Unsealed.Length ? text.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(seal)) : -1;
}
