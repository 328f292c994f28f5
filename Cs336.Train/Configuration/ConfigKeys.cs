using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Cs336.Model;
using Cs336.Train.Files;

namespace Cs336.Train.Configuration;

/// <summary>The keys of a configuration and what each takes: those of <c>config.json</c>, and <c>training.tokens</c>.</summary>
internal static class ConfigKeys
{
    public const string Training = "training";

    /// <summary>The number of updates.</summary>
    public const string Steps = "training.steps";

    /// <summary>The number of tokens to train on, which a source may say instead of the steps.</summary>
    public const string Tokens = "training.tokens";

    /// <summary>The type of matrix products; <c>auto</c> stands for the faster one.</summary>
    public const string DType = "training.dtype";

    private static readonly Lazy<IReadOnlyDictionary<string, Type>> Known = new(() => Of(typeof(RunConfig), "")
        .Append(new(Tokens, typeof(long)))
        .ToDictionary());

    /// <summary>Makes sure that a layer says nothing but values of known keys.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, or its value is of another kind.</exception>
    public static void RequireKnown(ConfigLayer layer)
    {
        foreach (var (path, value) in layer.Leaves)
        {
            // An empty object says nothing, but a mistyped one should not pass for that.
            if (!Known.Value.TryGetValue(path, out var type))
                throw Unknown(layer, path);
            try
            {
                value.Deserialize(type, JsonFile.Options);
            }
            catch (Exception error) when (error is JsonException or FormatException)
            {
                var orAuto = path == DType ? ", auto" : "";
                throw new ConfigurationException(
                    $"{layer.NameOf(path)}: expected {Expected(type)}{orAuto}; found {Shown(value)}.");
            }
            if (value is null && Nullable.GetUnderlyingType(type) is null && type.IsValueType)
                throw new ConfigurationException($"{layer.NameOf(path)}: expected {Expected(type)}; found null.");
        }
    }

    private static ConfigurationException Unknown(ConfigLayer layer, string path)
    {
        var nearest = Spelling.Nearest(Known.Value.Keys.Select(LastPart).Distinct(), LastPart(path));
        var known = nearest is null ? null : Known.Value.Keys.First(key => LastPart(key) == nearest);
        return new ConfigurationException(known is null
            ? $"{layer.NameOf(path)}: there is no such key; 'cs336 train --print-config' lists all."
            : $"{layer.NameOf(path)}: there is no such key; did you mean {known}?");
    }

    private static string Shown(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue text when text.TryGetValue(out string? word) => $"'{word}'",
        _ => $"'{value.ToJsonString()}'",
    };

    private static string LastPart(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type.IsEnum => "one of " + string.Join(", ", NamesOf(type)),
            _ when type == typeof(int) || type == typeof(long) => "an integer",
            _ when type == typeof(double) => "a number",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(string) => "a text",
            _ when type.GenericTypeArguments is [{ IsEnum: true } choice] => "a list of " + string.Join(", ", NamesOf(choice)),
            _ => "a list of texts",
        };
    }

    private static IEnumerable<string?> NamesOf(Type choice) => Enum.GetValues(choice).Cast<object>()
        .Select(value => JsonSerializer.SerializeToElement(value, choice, JsonFile.Options).GetString());

    private static IEnumerable<KeyValuePair<string, Type>> Of(Type type, string prefix)
    {
        var info = JsonFile.Options.GetTypeInfo(type);
        foreach (var property in info.Properties)
        {
            var path = prefix + property.Name;
            // A record of ours is an object of keys, whatever else it is one value.
            if (JsonFile.Options.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object)
            {
                foreach (var inner in Of(property.PropertyType, path + "."))
                    yield return inner;
            }
            else
            {
                yield return new(path, property.PropertyType);
            }
        }
    }
}
