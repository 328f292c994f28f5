using Cs336.Model.Functional;
using static TorchSharp.torch;

namespace Cs336.Adapters;

public static partial class Adapters
{
    /// <summary><c>x · σ(x)</c>, element by element.</summary>
    /// <param name="inFeatures">Any shape.</param>
    public static Tensor RunSilu(Tensor inFeatures) => InScope(() => Silu.Of(inFeatures));

    /// <summary>Softmax along one dimension.</summary>
    /// <param name="inFeatures">Any shape.</param>
    /// <param name="dim">The dimension that sums to one; negative values count from the last.</param>
    public static Tensor RunSoftmax(Tensor inFeatures, int dim) => InScope(() => Softmax.Of(inFeatures, dim));

    /// <summary>The mean cross-entropy, in nats: <c>[..., vocab], [...] → []</c>.</summary>
    /// <param name="inputs">Logits, <c>[..., vocab]</c>.</param>
    /// <param name="targets">The right ids, int64, <c>[...]</c>.</param>
    /// <exception cref="ArgumentException">The leading dimensions of the two differ.</exception>
    public static Tensor RunCrossEntropy(Tensor inputs, Tensor targets) => InScope(() => CrossEntropy.Of(inputs, targets));

    /// <summary><c>softmax(Q Kᵀ / √d_k) V</c>.</summary>
    /// <param name="q">Queries, <c>[..., queries, d_k]</c>.</param>
    /// <param name="k">Keys, <c>[..., keys, d_k]</c>.</param>
    /// <param name="v">Values, <c>[..., keys, d_v]</c>.</param>
    /// <param name="mask">Boolean, broadcastable to <c>[..., queries, keys]</c>; true where a query may attend to a key.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor RunScaledDotProductAttention(Tensor q, Tensor k, Tensor v, Tensor? mask = null) =>
        InScope(() => ScaledDotProductAttention.Of(q, k, v, mask));

    private static Tensor InScope(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        return compute().MoveToOuterDisposeScope();
    }
}
