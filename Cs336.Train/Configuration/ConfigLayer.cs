using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Model;

namespace Cs336.Train.Configuration;

/// <summary>What one source says of a configuration: some of the values of <c>config.json</c>, in its form.</summary>
/// <param name="Values">The values that it states.</param>
/// <param name="NameOf">What a message calls the value of a path such as <c>training.steps</c>.</param>
internal sealed record ConfigLayer(JsonObject Values, Func<string, string> NameOf)
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>What a file says; comments and commas at the end of lists are fine.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It holds no JSON object.</exception>
    public static ConfigLayer OfFile(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected a configuration in JSON.", path);
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path), documentOptions: Lenient) is JsonObject values
                ? new(FullyNamed(values, Path.GetDirectoryName(Path.GetFullPath(path))!), key => $"{path}: {key}")
                : throw new InvalidDataException($"{path}: expected a configuration, a JSON object.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}, line {error.LineNumber + 1}: the JSON is malformed.", error);
        }
        catch (ArgumentException)
        {
            throw new ConfigurationException($"{path}: a key stands twice in one object; expected it once.");
        }
    }

    /// <summary>Every value with its path.</summary>
    public IEnumerable<(string Path, JsonNode? Value)> Leaves => LeavesOf(Values, "");

    /// <summary>Writes a value at a path such as <c>training.steps</c>, and the objects around it.</summary>
    public static void Put(JsonObject values, string path, JsonNode? value)
    {
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            if (values[part] is not JsonObject inner)
                values[part] = inner = [];
            values = inner;
        }
        values[parts[^1]] = value;
    }

    /// <summary>A configuration names files relative to its own folder.</summary>
    private static JsonObject FullyNamed(JsonObject values, string folder)
    {
        if (values["data"] is JsonArray data && data.All(source => source is JsonValue text && text.TryGetValue<string>(out _)))
            values["data"] = new JsonArray([.. data.Select(source => DataSource.Parse((string)source!).FullyNamed(folder).ToString())]);
        if (values["validation"] is JsonValue validation && validation.TryGetValue(out string? file))
            values["validation"] = Path.GetFullPath(file, folder);
        return values;
    }

    private static IEnumerable<(string, JsonNode?)> LeavesOf(JsonObject node, string prefix) => node.SelectMany(property =>
        property.Value is JsonObject inner
            ? LeavesOf(inner, $"{prefix}{property.Key}.")
            : [($"{prefix}{property.Key}", property.Value)]);
}
