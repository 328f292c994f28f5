using System.Text.Json.Serialization;

namespace Cs336.Model;

/// <summary>The sizes of a <see cref="Layers.TransformerLm"/>.</summary>
public sealed record ModelConfig
{
    /// <summary>Number of token ids.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The longest sequence, in tokens.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Features of a token between layers.</summary>
    public int DModel { get; init; } = 512;

    /// <summary>Hidden features of the feed-forward network.</summary>
    public int DFf { get; init; } = 1344;

    /// <summary>Number of blocks.</summary>
    public int NLayers { get; init; } = 4;

    /// <summary>Attention heads per block, a divisor of <see cref="DModel"/>.</summary>
    public int NHeads { get; init; } = 16;

    /// <summary>The base θ of the rotary angles.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Added to the mean square in every norm.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Features of one head.</summary>
    [JsonIgnore]
    public int DHead => DModel / NHeads;

    /// <summary>
    /// The usual width of a SwiGLU network: the multiple of 64 nearest to 8/3 · d_model, at least 64 (assignment §3.4.2).
    /// </summary>
    /// <param name="dModel">Features of a token between layers.</param>
    public static int DefaultDFf(int dModel) => Math.Max(64, (int)Math.Round(dModel * 8 / 3.0 / 64, MidpointRounding.AwayFromZero) * 64);

    /// <summary>This configuration, if a model can be built of it.</summary>
    /// <exception cref="ConfigurationException">A size is not positive, or two do not fit.</exception>
    public ModelConfig Validated()
    {
        RequirePositive("vocab size", VocabSize);
        RequirePositive("context length", ContextLength);
        RequirePositive("d_model", DModel);
        RequirePositive("d_ff", DFf);
        RequirePositive("n_layers", NLayers);
        RequirePositive("n_heads", NHeads);
        RequirePositive("rope theta", RopeTheta);
        RequirePositive("norm epsilon", NormEpsilon);
        if (DModel % NHeads != 0)
            throw new ConfigurationException($"d_model must be divisible by n_heads; found d_model {DModel} and n_heads {NHeads}.");
        if (DHead % 2 != 0)
            throw new ConfigurationException($"d_model / n_heads must be even for rotary positions; found {DModel} / {NHeads} = {DHead}.");
        return this;
    }

    private static void RequirePositive(string name, double value)
    {
        if (!(value > 0 && double.IsFinite(value)))
            throw new ConfigurationException(FormattableString.Invariant($"{name} must be positive; found {value}."));
    }
}
