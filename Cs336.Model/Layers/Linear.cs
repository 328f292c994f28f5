using Cs336.Annotations;
using Cs336.Model.Functional;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>Linear map without bias, <c>y = x Wᵀ</c> (assignment §3.4.2).</summary>
[Module]
public sealed partial class Linear : Module<Tensor, Tensor>
{
    /// <summary>The matrix <c>W</c>, <c>[d_out, d_in]</c>.</summary>
    [Parameter("d_out", "d_in", Init = nameof(Initialise))]
    public partial Parameter Weight { get; private init; }

    /// <summary>A map from <paramref name="dIn"/> to <paramref name="dOut"/> features.</summary>
    /// <param name="dIn">Features of the input.</param>
    /// <param name="dOut">Features of the output.</param>
    /// <param name="at">Device and type of the weight.</param>
    public Linear(long dIn, long dOut, Placement at = default) : base(nameof(Linear)) =>
        Weight = CreateWeight(d_out: dOut, d_in: dIn, at);

    /// <summary>The type that operands are narrowed to before they are multiplied, and that results have; null: their own.</summary>
    public ScalarType? ProductType { get; set; }

    /// <summary><c>[..., d_in] → [..., d_out]</c></summary>
    public override Tensor forward(Tensor x) => ProductType is { } type
        ? MatrixProduct.Of(x.to(type), Weight.to(type).mT)
        : MatrixProduct.Of(x, Weight.mT);

    /// <summary>N(0, 2 / (d_in + d_out)), cut at three standard deviations.</summary>
    private static void Initialise(Tensor weight) => TruncatedNormal.Fill(weight, Math.Sqrt(2.0 / weight.shape.Sum()));
}
