using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>The rates of a device in every type that a model can multiply in.</summary>
/// <param name="Float32">In float32.</param>
/// <param name="BFloat16">In bfloat16.</param>
public sealed record MatrixRates(MatrixRate Float32, [property: JsonPropertyName("bf16")] MatrixRate BFloat16)
{
    /// <summary>Below this ratio, narrowing the operands of every product eats up what the narrow products save.</summary>
    private const double WorthNarrowing = 1.2;

    /// <summary>The type to train in on this device: bfloat16 where its products are clearly faster.</summary>
    public ComputeType Recommended =>
        BFloat16.FlopsPerSecond > WorthNarrowing * Float32.FlopsPerSecond ? ComputeType.BFloat16 : ComputeType.Float32;

    /// <summary>Measures both, each within <see cref="MatrixRate.Limit"/>.</summary>
    /// <param name="device">Where to multiply.</param>
    /// <param name="clock">Measures the seconds.</param>
    public static MatrixRates Measure(Device device, TimeProvider clock) => new(
        MatrixRate.Measure(device, ComputeType.Float32, clock), MatrixRate.Measure(device, ComputeType.BFloat16, clock));

    /// <summary>The rate in one of the types.</summary>
    public MatrixRate Of(ComputeType type) => type == ComputeType.BFloat16 ? BFloat16 : Float32;
}
