using Cs336.Annotations;
using static TorchSharp.torch;

namespace Cs336.Adapters;

public static partial class Adapters
{
    /// <summary>Builds a layer, loads its state strictly, and applies it; of all that, only the result survives.</summary>
    private static Tensor Run<TLayer>(Func<TLayer> build, Dictionary<string, Tensor> state, Func<TLayer, Tensor> apply)
        where TLayer : nn.Module
    {
        using var scope = NewDisposeScope();
        using var layer = build();
        StateNames.Load(layer, state);
        return apply(layer).MoveToOuterDisposeScope();
    }

    private static Dictionary<string, Tensor> AttentionState(Tensor q, Tensor k, Tensor v, Tensor o) => new()
    {
        ["q_proj.weight"] = q,
        ["k_proj.weight"] = k,
        ["v_proj.weight"] = v,
        ["output_proj.weight"] = o,
    };

    private static Placement PlacementOf(Tensor tensor) => new(tensor.device, tensor.dtype);

    /// <summary>Of any of the weights; without one the strict loader will say what is missing.</summary>
    private static Placement PlacementOf(IReadOnlyDictionary<string, Tensor> weights) =>
        weights.Values.Select(PlacementOf).FirstOrDefault();
}
