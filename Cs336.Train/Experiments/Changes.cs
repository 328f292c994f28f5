using System.Text.Json.Nodes;
using Cs336.Train.Configuration;

namespace Cs336.Train.Experiments;

/// <summary>What a training changes of the recipe, in the form of <c>config.json</c>.</summary>
internal static class Changes
{
    /// <summary>Nothing.</summary>
    public static JsonObject None => [];

    /// <summary>The values at these paths, such as <c>training.learningRate</c>.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Path, JsonNode? Value)> values)
    {
        var changes = new JsonObject();
        foreach (var (path, value) in values)
            ConfigLayer.Put(changes, path, value?.DeepClone());
        return changes;
    }
}
