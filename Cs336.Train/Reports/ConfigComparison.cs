using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Train.Configuration;
using Cs336.Train.Files;

namespace Cs336.Train.Reports;

/// <summary>Configurations side by side: what is the same in all of them, and what is not.</summary>
/// <param name="Common">Names and values that all share.</param>
/// <param name="Names">Names of what differs.</param>
/// <param name="Rows">For each configuration its values of those, in their order.</param>
internal sealed record ConfigComparison(
    IReadOnlyList<(string Name, string Value)> Common, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const string NotGiven = "–";

    /// <summary>Compares configurations by what their JSON says.</summary>
    public static ConfigComparison Of(IReadOnlyList<RunConfig> configs)
    {
        var flat = configs.Select(config => Flatten(JsonSerializer.SerializeToNode(config, JsonFile.Options)!).ToList()).ToList();
        var names = flat.SelectMany(values => values).Select(entry => entry.Name).Distinct().ToList();
        var byName = flat.ConvertAll(values => values.ToDictionary(entry => entry.Name, entry => entry.Value));
        var differing = names.Where(name => byName.Select(values => ValueOf(values, name)).Distinct().Count() > 1).ToList();
        return new(
            [.. names.Except(differing).Select(name => (name, ValueOf(byName[0], name)))],
            differing,
            [.. byName.Select(values => (IReadOnlyList<string>)[.. differing.Select(name => ValueOf(values, name))])]);
    }

    private static string ValueOf(Dictionary<string, string> values, string name) => values.GetValueOrDefault(name, NotGiven);

    /// <summary>The leaves of a JSON tree: model and training are the only branches, and no two leaves share a name.</summary>
    private static IEnumerable<(string Name, string Value)> Flatten(JsonNode node) => node.AsObject()
        .Where(child => child.Value is not null)
        .SelectMany(child => child.Value is JsonObject branch ? Flatten(branch) : [(child.Key, Show(child.Value!))]);

    private static string Show(JsonNode leaf) => leaf.GetValueKind() switch
    {
        JsonValueKind.String => leaf.GetValue<string>(),
        // A product such as 0.0006000000000000001 is shown as what it stands for.
        JsonValueKind.Number when leaf.ToJsonString().AsSpan().ContainsAny('.', 'E') =>
            leaf.GetValue<double>().ToString("g6", CultureInfo.InvariantCulture),
        _ => leaf.ToJsonString(JsonFile.Options),
    };
}
