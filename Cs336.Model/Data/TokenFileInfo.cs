using System.Text.Json;
using Cs336.Model.State;

namespace Cs336.Model.Data;

/// <summary>What is known of a token file, kept beside it as <c>FILE.npy.json</c>.</summary>
public sealed record TokenFileInfo
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Number of ids that a model of this file must know.</summary>
    public required int VocabSize { get; init; }

    /// <summary>Number of ids in the file.</summary>
    public required long Tokens { get; init; }

    /// <summary>Length of the text, in bytes of UTF-8.</summary>
    public required long SourceBytes { get; init; }

    /// <summary>Number of documents: pieces of the text, other than empty ones, that special tokens separate.</summary>
    public required long Documents { get; init; }

    /// <summary>SHA-256 of the tokenizer's <c>tokenizer.json</c>, in lower-case hexadecimal.</summary>
    public required string TokenizerSha256 { get; init; }

    /// <summary>The tokenizer's directory, relative to the folder of this file.</summary>
    public required string TokenizerPath { get; init; }

    /// <summary>Where the description of a token file lies.</summary>
    /// <param name="tokenFile">The <c>.npy</c> file.</param>
    public static string PathFor(string tokenFile) => tokenFile + ".json";

    /// <summary>The description of a token file, or null where there is none.</summary>
    /// <param name="tokenFile">The <c>.npy</c> file.</param>
    /// <exception cref="InvalidDataException">There is one, but it cannot be read.</exception>
    public static TokenFileInfo? Find(string tokenFile)
    {
        var path = PathFor(tokenFile);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<TokenFileInfo>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidDataException($"{path}: expected a description of a token file; found null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{path}, line {error.LineNumber + 1}: expected a description of a token file; the JSON is malformed.", error);
        }
    }

    /// <summary>Writes this description beside its token file.</summary>
    /// <param name="tokenFile">The <c>.npy</c> file.</param>
    public void Write(string tokenFile) => AtomicFile.Write(PathFor(tokenFile), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
