using Cs336.Model;
using Cs336.Train.Experiments.Comparison;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>swiglu_ablation</c> (assignment §7.3).</summary>
internal sealed class SwiGluAblation : VariantAblation
{
    public override string Name => "swiglu_ablation";

    public override string Title => "Ablation: SiLU against SwiGLU";

    public override string Question => """
        Compare SwiGLU with a feed-forward network of two matrices and SiLU between them, without gating, and about as many parameters.
        """;

    protected override string VariantLabel => "SiLU";

    protected override string BaselineLabel => "SwiGLU";

    protected override string Difference =>
        "its feed-forward networks: two matrices of 3/2 the inner width have exactly as many parameters as SwiGLU's three";

    protected override Expectation Expected { get; } = new(
        VariantIsWorse: true, "gating lowers the loss a little at the same number of parameters (Shazeer 2020).");

    protected override TrainingRun Variant(Scale scale)
    {
        var dModel = (int)Recipe.Of(scale).Layer(Corpus.TinyStories).Values["training"]!["model"]!["dModel"]!;
        return StandardRuns.OnStories(
            "silu", ("training.model.feedForward", "silu"), ("training.model.dFf", ModelConfig.DefaultDFf(dModel) * 3 / 2));
    }
}
