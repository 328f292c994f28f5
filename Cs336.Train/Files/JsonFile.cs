using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cs336.Model.State;

namespace Cs336.Train.Files;

/// <summary>Records as JSON files.</summary>
internal static class JsonFile
{
    /// <summary>camelCase, indented, absent instead of null, text as it is.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The same for what a user may have written: a member that means nothing is refused, not ignored.</summary>
    public static JsonSerializerOptions Strict { get; } = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Where a file is malformed, without the names of .NET's types.</summary>
    private static string Describe(string path, JsonException error) => error.Path is null or "$"
        ? $"{path}, line {error.LineNumber + 1}: the JSON is malformed."
        : $"{path}, line {error.LineNumber + 1}: the JSON is malformed, or another value was expected, at {error.Path}.";

    /// <summary>Writes a record, replacing the file at once.</summary>
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, Options));

    /// <summary>Reads a record.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null: <see cref="Options"/>.</param>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static T Read<T>(string path, JsonSerializerOptions? options = null)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), options ?? Options)
                ?? throw new InvalidDataException($"{path}: expected a JSON object; found null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(Describe(path, error), error);
        }
    }
}
