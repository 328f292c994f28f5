using Cs336.Annotations;
using Cs336.Model.Functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>The gated feed-forward network, <c>W₂ (SiLU(W₁ x) ⊙ W₃ x)</c> (assignment §3.4.2, eq. 7; Shazeer 2020).</summary>
[Module]
public sealed partial class SwiGlu : Module<Tensor, Tensor>
{
    /// <summary><c>W₁</c>, <c>[d_ff, d_model]</c>.</summary>
    [Submodule, StateName("w1"), StateName("gate_proj", Dialect = Dialect.HuggingFaceLlama)]
    public partial Linear Gate { get; private init; }

    /// <summary><c>W₂</c>, <c>[d_model, d_ff]</c>.</summary>
    [Submodule, StateName("w2"), StateName("down_proj", Dialect = Dialect.HuggingFaceLlama)]
    public partial Linear Down { get; private init; }

    /// <summary><c>W₃</c>, <c>[d_ff, d_model]</c>.</summary>
    [Submodule, StateName("w3"), StateName("up_proj", Dialect = Dialect.HuggingFaceLlama)]
    public partial Linear Up { get; private init; }

    /// <summary>A network with <paramref name="dFf"/> hidden features.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="dFf">Hidden features.</param>
    /// <param name="at">Device and type of the weights.</param>
    public SwiGlu(long dModel, long dFf, Placement at = default) : base(nameof(SwiGlu))
    {
        Gate = new Linear(dModel, dFf, at);
        Down = new Linear(dFf, dModel, at);
        Up = new Linear(dModel, dFf, at);
    }

    /// <summary><c>[..., d_model] → [..., d_model]</c></summary>
    public override Tensor forward(Tensor x) => Down.call(Silu.Of(Gate.call(x)) * Up.call(x));
}
