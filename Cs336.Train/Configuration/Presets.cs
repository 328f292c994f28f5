using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Files;

namespace Cs336.Train.Configuration;

/// <summary>
/// Named starting points of <c>cs336 train</c>, each what a configuration file could say too; <c>Presets.json</c> beside this file has them.
/// </summary>
internal static class Presets
{
    /// <summary>What holds when no preset is named.</summary>
    public const string Default = "quickstart";

    private static readonly Lazy<JsonObject> All = new(ReadAll);

    /// <summary>The values that a preset states; the others follow from them.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static ConfigLayer Layer(string name) => All.Value.TryGetPropertyValue(name, out var values)
        ? new(values!.DeepClone().AsObject(), path => $"preset {name}: {path}")
        : throw new ConfigurationException(
            $"--preset: expected one of {string.Join(", ", All.Value.Select(preset => preset.Key))}; found '{name}'.");

    /// <summary>What a preset trains, as it is.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static TrainingConfig Named(string name) =>
        Layer(name).Values[ConfigKeys.Training].Deserialize<TrainingConfig>(JsonFile.Options)!;

    private static JsonObject ReadAll()
    {
        using var stream = typeof(Presets).Assembly.GetManifestResourceStream("Presets.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
