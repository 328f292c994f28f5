using System.Text.Json;
using Cs336.Model.State;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests.Fixtures;

/// <summary>An opened case: its JSON, and its tensors when they are asked for.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly FixtureCase source;
    private readonly JsonDocument document;
    private readonly Lazy<NamedTensors> tensors;
    private readonly Lazy<NamedTensors?> foreignWeights;

    public Fixture(FixtureCase source)
    {
        this.source = source;
        document = JsonDocument.Parse(File.ReadAllBytes(source.FullPath));
        tensors = new(() => Safetensors.Read(FileBeside(Path.GetFileNameWithoutExtension(source.Path) + ".safetensors")));
        foreignWeights = new(() => Params.Find("weights_file") is { } file ? Safetensors.Read(FileBeside(file.GetString()!)) : null);
    }

    /// <summary>The whole JSON object.</summary>
    public JsonElement Json => document.RootElement;

    /// <summary>Its <c>params</c>; undefined where it has none.</summary>
    public JsonElement Params => Json.Find("params") ?? default;

    /// <summary>The case's own tolerance.</summary>
    public Tolerance Tolerance => new(Json.Double("atol"), Json.Double("rtol"));

    /// <summary>The file of a path relative to the folder of fixtures.</summary>
    /// <exception cref="FixtureFileMissingException">No folder of fixtures has it.</exception>
    public string FileAt(string path) => source.Roots.Find(source.Root, path);

    /// <summary>The file of that name in the folder of the JSON file.</summary>
    /// <exception cref="FixtureFileMissingException">No folder of fixtures has it.</exception>
    public string FileBeside(string name) => FileAt(Path.Combine(Path.GetDirectoryName(source.Path)!, name));

    /// <summary>The input <c>in.NAME</c>.</summary>
    public Tensor Input(string name) => tensors.Value[$"in.{name}"];

    /// <summary>The input <c>in.NAME</c>, or null.</summary>
    public Tensor? FindInput(string name) => tensors.Value.GetValueOrDefault($"in.{name}");

    /// <summary>The inputs <c>in.PREFIX…</c>, named by what follows the prefix.</summary>
    public IReadOnlyDictionary<string, Tensor> Inputs(string prefix) => Under($"in.{prefix}");

    /// <summary>The expected result <c>out.NAME</c>.</summary>
    public Tensor Expected(string name) => tensors.Value[$"out.{name}"];

    /// <summary>The expected results <c>out.PREFIX…</c>, named by what follows the prefix.</summary>
    public IReadOnlyDictionary<string, Tensor> ExpectedUnder(string prefix) => Under($"out.{prefix}");

    /// <summary>Fails unless <paramref name="got"/> is <c>out.NAME</c> within the case's tolerance, of the same type.</summary>
    public void Check(string name, Tensor got) => Tolerance.Check($"out.{name}", Expected(name), got);

    /// <summary>
    /// The weights by state name: the case's own, or, where <c>params.weights_file</c> names a file, those of it that
    /// <c>params.weights</c> lists (or all below its <c>prefix</c>).
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Weights()
    {
        if (foreignWeights.Value is not { } all)
            return Under("w.");
        var selection = Params.GetProperty("weights");
        return selection.Find("prefix") is { } prefix
            ? Under(all, prefix.GetString()!)
            : selection.EnumerateObject().ToDictionary(entry => StateNameOf(entry.Name), entry => all[entry.Value.GetString()!]);
    }

    public void Dispose()
    {
        document.Dispose();
        if (tensors.IsValueCreated)
            tensors.Value.Dispose();
        if (foreignWeights.IsValueCreated)
            foreignWeights.Value?.Dispose();
    }

    // The lists call weights "weight", "w1" or "q".
    private static string StateNameOf(string key) => key switch
    {
        "weight" => key,
        "q" or "k" or "v" or "output" => $"{key}_proj.weight",
        _ => $"{key}.weight",
    };

    private Dictionary<string, Tensor> Under(string prefix) => Under(tensors.Value, prefix);

    private static Dictionary<string, Tensor> Under(NamedTensors tensors, string prefix) => tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
}
