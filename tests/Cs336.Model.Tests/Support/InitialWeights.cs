using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Support;

internal static class InitialWeights
{
    /// <summary>Claims that tens of thousands of weights were drawn from N(0, σ²) restricted to ±3σ.</summary>
    public static void AreTruncatedNormal(Tensor weight, double sigma)
    {
        using var scope = NewDisposeScope();
        var scaled = weight.detach().to(ScalarType.Float64).flatten() / sigma;
        Assert.InRange(scaled.abs().max().item<double>(), 2.9, 3.000001);
        Assert.InRange(scaled.mean().item<double>(), -0.02, 0.02);
        // The variance of a standard normal restricted to ±3 is 1 − 6 φ(3) / (2 Φ(3) − 1) = 0.9866².
        Assert.InRange(scaled.square().mean().sqrt().item<double>(), 0.9866 - 0.015, 0.9866 + 0.015);
        // The share within one σ: (2 Φ(1) − 1) / (2 Φ(3) − 1) = 0.6845; a uniform distribution of the same width would have a third.
        Assert.InRange((scaled.abs() < 1).to(ScalarType.Float64).mean().item<double>(), 0.67, 0.70);
    }
}
