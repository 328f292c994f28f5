using static TorchSharp.torch;

namespace Cs336.Model.Layers;

/// <summary>
/// Matrix products of a narrower type than the weights (Micikevicius et al. 2018; bfloat16 needs no scaling of the loss). The weights
/// stay float32 and are narrowed for each product, so that their gradients, the optimizer's moments and checkpoints are float32 too;
/// norms, softmax and loss widen what they get.
/// </summary>
public static class MixedPrecision
{
    /// <summary>Lets every <see cref="Linear"/> in a tree multiply in <paramref name="type"/>.</summary>
    /// <param name="model">The tree.</param>
    /// <param name="type">The type of the products.</param>
    public static void MultiplyIn(nn.Module model, ComputeType type)
    {
        foreach (var linear in model.modules().Append(model).OfType<Linear>())
            linear.ProductType = type == ComputeType.BFloat16 ? ScalarType.BFloat16 : null;
    }
}
