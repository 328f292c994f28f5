using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Model;
using Cs336.Train.Files;

namespace Cs336.Train.Configuration;

/// <summary>One configuration out of several sources: a preset, a file, the command line. What comes later wins, value by value.</summary>
internal static class ConfigMerge
{
    /// <summary>What the layers say together, still without what follows from it.</summary>
    /// <param name="layers">The sources; later ones win.</param>
    /// <exception cref="ConfigurationException">One says something unknown, or something of the wrong kind.</exception>
    public static JsonObject Of(params IEnumerable<ConfigLayer> layers)
    {
        var merged = new JsonObject();
        foreach (var layer in layers)
        {
            ConfigKeys.RequireKnown(layer);
            RequireOneLength(layer);
            Overlay(merged, layer.Values);
        }
        return merged;
    }

    /// <summary>The configuration that merged values make, everything that nobody stated derived from what was.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
    public static RunConfig ToConfig(JsonObject merged)
    {
        var values = merged.DeepClone().AsObject();
        if (values[ConfigKeys.Training] is JsonObject training && training.TryGetPropertyValue("tokens", out var tokens) && tokens is not null)
        {
            training.Remove("tokens");
            // The sizes of a batch are known only once the rest is put together; one step stands in until then.
            training["steps"] = 1;
            var sizes = Deserialize(values).Training;
            training["steps"] = StepsFor(tokens.GetValue<long>(), (long)sizes.BatchSize * sizes.Model.ContextLength);
        }
        return Deserialize(values).Validated();
    }

    private static RunConfig Deserialize(JsonObject values)
    {
        try
        {
            return values.Deserialize<RunConfig>(JsonFile.Options)!;
        }
        catch (JsonException error) when (error.Path is "$" or "$.training" or "$.training.model")
        {
            // Only a key that must be there can be wrong here: kinds were looked at source by source.
            throw new ConfigurationException($"The configuration is incomplete: {error.Message}");
        }
    }

    /// <summary>The fewest steps that train on so many tokens.</summary>
    private static long StepsFor(long tokens, long tokensPerStep) => tokens >= 1
        ? (tokens + tokensPerStep - 1) / Math.Max(1, tokensPerStep)
        : throw new ConfigurationException($"tokens must be at least 1; found {tokens}.");

    private static void RequireOneLength(ConfigLayer layer)
    {
        if (layer.Values[ConfigKeys.Training] is JsonObject training && training.ContainsKey("tokens") && training.ContainsKey("steps"))
        {
            throw new ConfigurationException(
                $"{layer.NameOf(ConfigKeys.Tokens)}: expected a number of steps or of tokens; found both.");
        }
    }

    private static void Overlay(JsonObject under, JsonObject over)
    {
        // Steps and tokens are two ways to say how long a run is: the later source wins, whichever it uses.
        if (over.ContainsKey("tokens"))
            under.Remove("steps");
        if (over.ContainsKey("steps"))
            under.Remove("tokens");
        foreach (var (key, value) in over)
        {
            if (value is JsonObject inner && under[key] is JsonObject beneath)
                Overlay(beneath, inner);
            else
                under[key] = value?.DeepClone();
        }
    }
}
