using Cs336.Annotations;
using Cs336.Model.Functional;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>Root-mean-square normalisation (assignment §3.5.1; Zhang and Sennrich 2019, eq. 4).</summary>
[Module]
public sealed partial class RmsNorm : Module<Tensor, Tensor>
{
    /// <summary>The gain of each feature, <c>[d_model]</c>.</summary>
    [Parameter("d_model", Init = nameof(Initialise))]
    public partial Parameter Weight { get; private init; }

    private readonly double epsilon;

    /// <summary>A normalisation of vectors of length <paramref name="dModel"/>.</summary>
    /// <param name="dModel">Length of the normalised dimension.</param>
    /// <param name="epsilon">Added to the mean square, so that a zero vector stays zero.</param>
    /// <param name="at">Device and type of the gain.</param>
    public RmsNorm(long dModel, double epsilon = 1e-5, Placement at = default) : base(nameof(RmsNorm))
    {
        Weight = CreateWeight(dModel, at);
        this.epsilon = epsilon;
    }

    /// <summary>
    /// <c>x / √(mean(x²) + ε) · gain</c>: <c>[..., d_model] → [..., d_model]</c>, of the type of <paramref name="x"/>. float16 and
    /// bfloat16 are normalised in float32 and rounded once, at the end.
    /// </summary>
    /// <exception cref="ArgumentException">The last dimension is not d_model.</exception>
    public override Tensor forward(Tensor x)
    {
        if (x.shape[^1] != Weight.shape[0])
            throw new ArgumentException(
                $"RMSNorm: expected vectors of length {Weight.shape[0]}; found [{string.Join(", ", x.shape)}].", nameof(x));
        var wide = Precision.AtLeastFloat32(x);
        var normalised = wide * wide.square().mean([-1], keepdim: true).Plus(epsilon).rsqrt();
        return (normalised * Precision.AtLeastFloat32(Weight)).to(x.dtype);
    }

    private static void Initialise(Tensor weight) => weight.Fill_(1);
}
