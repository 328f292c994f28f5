using Cs336.Train.Experiments.Comparison;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>no_pos_emb</c> (assignment §7.3).</summary>
internal sealed class NoPositions : VariantAblation
{
    public override string Name => "no_pos_emb";

    public override string Title => "Ablation: no position embedding";

    public override string Question => """
        Remove every information about positions. A causal model can in principle still infer them, since a token sees only those before it.
        How does it compare with RoPE?
        """;

    protected override string VariantLabel => "no position embedding (NoPE)";

    protected override string BaselineLabel => "RoPE";

    protected override string Difference => "what its attention knows of positions";

    protected override Expectation Expected { get; } = new(
        VariantIsWorse: true,
        "without positions a model has to work out the order of tokens from the causal mask, which it can (Haviv et al. 2022), but not for nothing.");

    protected override TrainingRun Variant(Scale scale) => StandardRuns.OnStories("no-positions", ("training.model.positions", "none"));
}
