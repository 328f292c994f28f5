using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Train.Files;

namespace Cs336.Train.Configuration;

/// <summary>A value in which two configurations differ.</summary>
/// <param name="Name">Its path in <c>config.json</c>.</param>
/// <param name="Recorded">The value of the first.</param>
/// <param name="Asked">The value of the second.</param>
internal sealed record ConfigDifference(string Name, string Recorded, string Asked)
{
    /// <summary>Every difference, in the order of the file.</summary>
    public static IEnumerable<ConfigDifference> Between(RunConfig recorded, RunConfig asked)
    {
        var first = Leaves(JsonSerializer.SerializeToNode(recorded, JsonFile.Options), "").ToDictionary();
        var second = Leaves(JsonSerializer.SerializeToNode(asked, JsonFile.Options), "").ToDictionary();
        return first.Keys.Union(second.Keys)
            .Select(name => new ConfigDifference(name, first.GetValueOrDefault(name, "nothing"), second.GetValueOrDefault(name, "nothing")))
            .Where(difference => difference.Recorded != difference.Asked);
    }

    private static IEnumerable<(string, string)> Leaves(JsonNode? node, string path) => node is JsonObject inner
        ? inner.SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Key : $"{path}.{property.Key}"))
        : [(path, node?.ToJsonString() ?? "null")];
}
