using Cs336.Train.Experiments.Comparison;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>pre_norm_ablation</c> (assignment §7.3).</summary>
internal sealed class PreNormAblation : VariantAblation
{
    public override string Name => "pre_norm_ablation";

    public override string Title => "Ablation: post-norm against pre-norm";

    public override string Question => """
        Normalise after each sub-layer and its residual connection, as the first Transformers did, instead of before it. How do the learning curves
        compare?
        """;

    protected override string VariantLabel => "post-norm";

    protected override string BaselineLabel => "pre-norm";

    protected override string Difference => "where its blocks normalise";

    protected override Expectation Expected { get; } = new(
        VariantIsWorse: true,
        "with the norm on the residual path, gradients shrink on their way to the first layers, and training needs a longer warm-up or a lower rate "
        + "(Xiong et al. 2020); the deeper the model, the more so.");

    protected override TrainingRun Variant(Scale scale) => StandardRuns.OnStories("post-norm", ("training.model.norm", "post"));
}
