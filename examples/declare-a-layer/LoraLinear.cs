using Cs336.Annotations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeclareALayer;

/// <summary>
/// A linear map that stays as it is, and a correction of low rank that is learned: <c>y = x Wᵀ + x Aᵀ Bᵀ</c>
/// (Hu et al. 2021, "LoRA").
/// </summary>
[Module]
public sealed partial class LoraLinear : Module<Tensor, Tensor>
{
    /// <summary>The matrix <c>W</c>. A buffer: saved and moved, never trained.</summary>
    [Buffer("d_out", "d_in")]
    public partial Tensor Weight { get; private init; }

    /// <summary>The matrix <c>A</c>, from features to the few dimensions of the correction.</summary>
    [Parameter("rank", "d_in", Init = nameof(Small)), StateName("lora_a")]
    public partial Parameter Down { get; private init; }

    /// <summary>The matrix <c>B</c>, back up. It starts at zero, so that the layer starts as the map that it corrects.</summary>
    [Parameter("d_out", "rank", Init = nameof(Zero)), StateName("lora_b")]
    public partial Parameter Up { get; private init; }

    /// <summary>Corrects <paramref name="weight"/>, <c>[d_out, d_in]</c>.</summary>
    public LoraLinear(Tensor weight, long rank) : base(nameof(LoraLinear))
    {
        Weight = weight;
        Down = CreateDown(rank: rank, d_in: weight.shape[1]);
        Up = CreateUp(d_out: weight.shape[0], rank: rank);
    }

    /// <summary><c>[..., d_in] → [..., d_out]</c></summary>
    public override Tensor forward(Tensor x) =>
        functional.linear(x, Weight) + functional.linear(functional.linear(x, Down), Up);

    private static void Small(Tensor tensor) => tensor.normal_(0, 0.1);

    private static void Zero(Tensor tensor) => tensor.zero_();
}
