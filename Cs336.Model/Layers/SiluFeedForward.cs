using Cs336.Annotations;
using Cs336.Model.Functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>The feed-forward network without a gate, <c>W₂ SiLU(W₁ x)</c> (assignment §7.3, ablation of SwiGLU).</summary>
[Module]
public sealed partial class SiluFeedForward : Module<Tensor, Tensor>
{
    /// <summary><c>W₁</c>, <c>[d_ff, d_model]</c>.</summary>
    [Submodule, StateName("w1")]
    public partial Linear Up { get; private init; }

    /// <summary><c>W₂</c>, <c>[d_model, d_ff]</c>.</summary>
    [Submodule, StateName("w2")]
    public partial Linear Down { get; private init; }

    /// <summary>A network with <paramref name="dFf"/> hidden features.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="dFf">Hidden features.</param>
    /// <param name="at">Device and type of the weights.</param>
    public SiluFeedForward(long dModel, long dFf, Placement at = default) : base(nameof(SiluFeedForward))
    {
        Up = new Linear(dModel, dFf, at);
        Down = new Linear(dFf, dModel, at);
    }

    /// <summary><c>[..., d_model] → [..., d_model]</c></summary>
    public override Tensor forward(Tensor x) => Down.call(Silu.Of(Up.call(x)));
}
