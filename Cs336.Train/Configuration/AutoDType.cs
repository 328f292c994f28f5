using System.Text.Json.Nodes;
using Cs336.Model;
using Cs336.Model.Accounting;
using Cs336.Train.Files;
using Cs336.Train.Startup;

namespace Cs336.Train.Configuration;

/// <summary>
/// <c>--dtype auto</c>: the type of matrix products in which this device is faster, measured once when the run begins and written into its
/// configuration, so that a resumed run keeps it wherever it goes on.
/// </summary>
internal static class AutoDType
{
    private const string Auto = "auto";

    /// <summary>Takes the word out of a layer, which then says nothing of the type.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool TakenFrom(ConfigLayer layer) =>
        layer.Values[ConfigKeys.Training] is JsonObject training
        && training["dtype"] is JsonValue value && value.TryGetValue(out string? word) && word == Auto
        && training.Remove("dtype");

    /// <summary>Whether the last of the layers that speaks of the type leaves the choice to the device.</summary>
    public static bool AskedForIn(IEnumerable<ConfigLayer> layers)
    {
        var asked = false;
        foreach (var layer in layers)
            asked = TakenFrom(layer) || (asked && layer.Values[ConfigKeys.Training]?["dtype"] is null);
        return asked;
    }

    /// <summary>The name of the faster type.</summary>
    public static JsonNode For(string device, int? threads)
    {
        Torch.UseThreads(threads);
        var faster = MatrixRates.Measure(Torch.DeviceNamed(device), TimeProvider.System).Recommended;
        return System.Text.Json.JsonSerializer.SerializeToNode<ComputeType>(faster, JsonFile.Options)!;
    }
}
