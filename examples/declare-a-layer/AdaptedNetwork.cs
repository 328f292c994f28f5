using Cs336.Annotations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeclareALayer;

/// <summary>Corrected linear maps, one after the other, with a ReLU between them.</summary>
[Module]
public sealed partial class AdaptedNetwork : Module<Tensor, Tensor>
{
    /// <summary>The maps, first to last.</summary>
    [Submodule]
    public partial IReadOnlyList<LoraLinear> Layers { get; private init; }

    /// <summary>Corrects each of <paramref name="weights"/> by a matrix of rank <paramref name="rank"/>.</summary>
    public AdaptedNetwork(IEnumerable<Tensor> weights, long rank) : base(nameof(AdaptedNetwork)) =>
        Layers = [.. weights.Select(weight => new LoraLinear(weight, rank))];

    /// <summary><c>[..., d_in] → [..., d_out]</c></summary>
    public override Tensor forward(Tensor x) => Layers.Skip(1).Aggregate(Layers[0].call(x), (h, layer) => layer.call(functional.relu(h)));
}
