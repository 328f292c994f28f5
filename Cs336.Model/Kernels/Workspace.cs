using static TorchSharp.torch;

namespace Cs336.Model.Kernels;

/// <summary>What lies between the layers for a number of tokens, one row for each.</summary>
internal sealed class Workspace : IDisposable
{
    public Workspace(ModelConfig config, int tokens, int expansions)
    {
        FloatMemory Rows(int columns)
        {
            using var tensor = empty(tokens, columns, dtype: ScalarType.Float32);
            return new(tensor);
        }

        Tokens = tokens;
        Features = Rows(config.DModel);
        Normed = Rows(config.DModel);
        Projected = Rows(3 * config.DModel);
        Attended = Rows(config.DModel);
        Hidden = Rows(expansions * config.DFf);
    }

    /// <summary>The most tokens.</summary>
    public int Tokens { get; }

    /// <summary>What goes from layer to layer, <c>[tokens, d_model]</c>.</summary>
    public FloatMemory Features { get; }

    /// <summary>The same normalised, <c>[tokens, d_model]</c>.</summary>
    public FloatMemory Normed { get; }

    /// <summary>Queries, keys and values, <c>[tokens, 3 · d_model]</c>.</summary>
    public FloatMemory Projected { get; }

    /// <summary>What the heads found, <c>[tokens, d_model]</c>.</summary>
    public FloatMemory Attended { get; }

    /// <summary>Inside the feed-forward network, <c>[tokens, d_ff]</c>, or gate and up side by side.</summary>
    public FloatMemory Hidden { get; }

    public void Dispose()
    {
        foreach (var memory in new[] { Features, Normed, Projected, Attended, Hidden })
            memory.Dispose();
    }
}
