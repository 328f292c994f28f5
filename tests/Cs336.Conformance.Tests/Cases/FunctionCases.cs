using Cs336.Conformance.Tests.Fixtures;
using static Cs336.Adapters.Adapters;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Functions without weights, through the assignment's functions.</summary>
internal static class FunctionCases
{
    private static readonly Tolerance PerplexityTolerance = new(Absolute: 0, Relative: 1e-4);

    public static void Silu(Fixture fixture) => fixture.Check("y", RunSilu(fixture.Input("x")));

    public static void Softmax(Fixture fixture) => fixture.Check("y", RunSoftmax(fixture.Input("x"), fixture.Params.Int("dim")));

    public static void ScaledDotProductAttention(Fixture fixture) => fixture.Check(
        "y", RunScaledDotProductAttention(fixture.Input("q"), fixture.Input("k"), fixture.Input("v"), fixture.FindInput("mask")));

    public static void CrossEntropy(Fixture fixture)
    {
        var loss = RunCrossEntropy(fixture.Input("logits"), fixture.Input("targets"));
        fixture.Check("loss", loss);
        foreach (var perplexity in fixture.ExpectedUnder("perplexity").Values)
            PerplexityTolerance.Check("out.perplexity", perplexity, loss.exp());
    }
}
