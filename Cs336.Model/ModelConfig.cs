using System.Text.Json.Serialization;

namespace Cs336.Model;

/// <summary>The sizes of a <see cref="Layers.TransformerLm"/>, and which of the assignment's variants it is.</summary>
public sealed record ModelConfig
{
    private readonly int? dFf;

    /// <summary>Number of token ids.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The longest sequence, in tokens.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Features of a token between layers.</summary>
    public int DModel { get; init; } = 512;

    /// <summary>
    /// Hidden features of the feed-forward network; where nothing is said, <see cref="DefaultDFf"/> of the other sizes, also of those
    /// that a <c>with</c> changes.
    /// </summary>
    public int DFf
    {
        get => dFf ?? DefaultDFf(DModel, FeedForward);
        init => dFf = value;
    }

    /// <summary>Number of blocks.</summary>
    public int NLayers { get; init; } = 4;

    /// <summary>Attention heads per block, a divisor of <see cref="DModel"/>.</summary>
    public int NHeads { get; init; } = 16;

    /// <summary>Where the blocks normalise.</summary>
    public NormPlacement Norm { get; init; } = NormPlacement.Pre;

    /// <summary>How attention knows the order of the tokens.</summary>
    public PositionEncoding Positions { get; init; } = PositionEncoding.Rope;

    /// <summary>The feed-forward network of every block.</summary>
    public FeedForwardKind FeedForward { get; init; } = FeedForwardKind.SwiGlu;

    /// <summary>
    /// Whether embedding and head are one matrix. It is initialised as a head: rows as large as an embedding's would begin with logits
    /// of a standard deviation of √d_model (assignment §7.5).
    /// </summary>
    public bool TiedHead { get; init; }

    /// <summary>The base θ of the rotary angles.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Added to the mean square in every norm.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Features of one head.</summary>
    [JsonIgnore]
    public int DHead => DModel / NHeads;

    /// <summary>
    /// The usual width of a feed-forward network. SwiGLU: the multiple of 64 nearest to 8/3 · d_model, at least 64 (assignment §3.5.2).
    /// SiLU: 4 · d_model, which makes its two matrices about as large as SwiGLU's three (assignment §7.3).
    /// </summary>
    /// <param name="dModel">Features of a token between layers.</param>
    /// <param name="kind">Which network.</param>
    public static int DefaultDFf(int dModel, FeedForwardKind kind = FeedForwardKind.SwiGlu) => kind == FeedForwardKind.Silu
        ? 4 * dModel
        : Math.Max(64, (int)Math.Round(dModel * 8 / 3.0 / 64, MidpointRounding.AwayFromZero) * 64);

    /// <summary>This configuration, if a model can be built of it.</summary>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
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
        RequireDefined("norm", Norm);
        RequireDefined("positions", Positions);
        RequireDefined("feed-forward", FeedForward);
        if (DModel % NHeads != 0)
            throw new ConfigurationException($"d_model must be divisible by n_heads; found d_model {DModel} and n_heads {NHeads}.");
        if (Positions == PositionEncoding.Rope && DHead % 2 != 0)
            throw new ConfigurationException($"d_model / n_heads must be even for rotary positions; found {DModel} / {NHeads} = {DHead}.");
        return this;
    }

    private static void RequirePositive(string name, double value)
    {
        if (!(value > 0 && double.IsFinite(value)))
            throw new ConfigurationException(FormattableString.Invariant($"{name} must be positive; found {value}."));
    }

    private static void RequireDefined<T>(string name, T value) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            var known = string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
            throw new ConfigurationException($"{name} must be one of {known}; found {value}.");
        }
    }
}
