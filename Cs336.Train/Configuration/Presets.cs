using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Files;

namespace Cs336.Train.Configuration;

/// <summary>
/// Named starting points of <c>cs336 train</c>, each what a configuration file could say too, and the models that <c>cs336 account</c> knows
/// besides: models of GPT-2's size in the assignment's architecture, with the run of its accounting problems (§3.6, §4.3), which give d_ff
/// for XL only, four times d_model. <c>Presets.json</c> beside this file has them.
/// </summary>
internal static class Presets
{
    /// <summary>What holds when no preset is named.</summary>
    public const string Default = "quickstart";

    private static readonly Lazy<JsonObject> All = new(ReadAll);

    private static JsonObject Runs => All.Value["runs"]!.AsObject();

    private static JsonObject Models => All.Value["models"]!.AsObject();

    /// <summary>The values that a preset states; the others follow from them.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static ConfigLayer Layer(string name) => new(Find(name, Runs).DeepClone().AsObject(), path => $"preset {name}: {path}");

    /// <summary>What a preset trains, as it is.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static TrainingConfig Named(string name) => Training(Find(name, Runs));

    /// <summary>What a preset trains, or the model whose cost the assignment asks for.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static TrainingConfig ToAccountFor(string name) => Training(Find(name, Models.Concat(Runs).ToList()));

    private static JsonNode Find(string name, ICollection<KeyValuePair<string, JsonNode?>> known) =>
        known.FirstOrDefault(preset => preset.Key == name).Value
        ?? throw new ConfigurationException(
            $"--preset: expected one of {string.Join(", ", known.Select(preset => preset.Key))}; found '{name}'.");

    private static TrainingConfig Training(JsonNode preset) =>
        preset[ConfigKeys.Training].Deserialize<TrainingConfig>(JsonFile.Options)!;

    private static JsonObject ReadAll()
    {
        using var stream = typeof(Presets).Assembly.GetManifestResourceStream("Presets.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
