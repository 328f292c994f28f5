using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Accounting;

/// <summary>How many numbers the layers of each kind put out in a forward pass that is made.</summary>
internal static class TracedOutputs
{
    /// <summary>The sums by name of the layer's type; 0 for what the model has none of.</summary>
    public static IReadOnlyDictionary<string, long> Of(TransformerLm model, Tensor ids)
    {
        var sums = new Dictionary<string, long> { [nameof(Linear)] = 0, [nameof(RmsNorm)] = 0 };
        foreach (var module in model.modules().OfType<nn.Module<Tensor, Tensor>>().Where(module => sums.ContainsKey(module.GetName())))
        {
            module.register_forward_hook((_, _, y) =>
            {
                sums[module.GetName()] += y.numel();
                return y;
            });
        }
        model.call(ids);
        return sums;
    }
}
