using Cs336.Model.Functional;
using static TorchSharp.torch;

namespace Cs336.Model.Layers;

/// <summary>The initial values of weights (assignment §3.4.1).</summary>
internal static class TruncatedNormal
{
    /// <summary>
    /// Fills <paramref name="values"/> with draws from N(0, σ²) restricted to ±3σ, by inverting the distribution function at
    /// uniform draws: <c>x = σ √2 erf⁻¹(2u − 1)</c>, <c>u</c> between <c>Φ(−3)</c> and <c>Φ(3)</c>.
    /// </summary>
    /// <remarks>Draws from torch's default generator: <c>torch.manual_seed</c> decides what comes out.</remarks>
    public static void Fill(Tensor values, double standardDeviation)
    {
        const double erfAtThreeSigma = 0.99730020393673981; // erf(3/√2) = 2 Φ(3) − 1
        var limit = 3 * standardDeviation;
        values.uniform_(-erfAtThreeSigma, erfAtThreeSigma).erfinv_().Times_(standardDeviation * Math.Sqrt(2)).Clamp_(-limit, limit);
    }
}
