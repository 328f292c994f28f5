using Cs336.Conformance.Tests.Fixtures;
using Cs336.Model.Sampling;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>The distributions that tokens are drawn from.</summary>
internal static class SamplingCases
{
    /// <summary>
    /// Row by row. Other implementations may keep other ones of equally probable tokens; this one promises the lower ids, as the
    /// cases have it, so that rows need no sorting.
    /// </summary>
    public static void TemperatureTopP(Fixture fixture)
    {
        var (logits, expected) = (fixture.Input("logits"), fixture.Expected("probs"));
        foreach (var (row, combination) in fixture.Params.Items("combos").Index())
        {
            var (temperature, topP) = (combination.Double("tau"), combination.Double("p"));
            var got = NextToken.Distribution(logits, temperature, topP).to(ScalarType.Float32);
            var what = FormattableString.Invariant($"out.probs[{row}] (temperature {temperature}, top-p {topP})");
            fixture.Tolerance.Check(what, expected[row], got);
            if (combination.Find("n_kept")?.GetInt64() is { } kept)
            {
                var positive = got.count_nonzero().item<long>();
                Assert.True(positive == kept, $"{what}: {positive} tokens have a probability above zero; expected {kept}.");
            }
        }
    }
}
