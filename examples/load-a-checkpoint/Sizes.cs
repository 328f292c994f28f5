using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadACheckpoint;

/// <summary>The sizes of a model, as <c>config.model</c> of a checkpoint's <c>state.json</c> has them.</summary>
internal sealed record Sizes(
    int VocabSize, int ContextLength, int DModel, int DFf, int NLayers, int NHeads, double RopeTheta, double NormEpsilon,
    string Norm, string Positions, string FeedForward)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Reads them, and refuses the variants of a model that <see cref="LanguageModel"/> is not.</summary>
    public static Sizes Read(string stateFile)
    {
        using var state = JsonDocument.Parse(File.ReadAllBytes(stateFile));
        var sizes = state.RootElement.GetProperty("config").GetProperty("model").Deserialize<Sizes>(Json)!;
        return (sizes.Norm, sizes.Positions, sizes.FeedForward) == ("pre", "rope", "swiglu")
            ? sizes
            : throw new NotSupportedException($"{stateFile}: expected norm pre, positions rope, feed-forward swiglu; found {sizes}.");
    }
}
