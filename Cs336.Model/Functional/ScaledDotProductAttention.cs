using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>Scaled dot-product attention (assignment §3.5.4; Vaswani et al. 2017, eq. 1).</summary>
public static class ScaledDotProductAttention
{
    /// <summary>
    /// <c>softmax(Q Kᵀ / √d_k) V</c>:
    /// <c>[..., queries, d_k], [..., keys, d_k], [..., keys, d_v] → [..., queries, d_v]</c>.
    /// </summary>
    /// <param name="queries">Queries, <c>[..., queries, d_k]</c>.</param>
    /// <param name="keys">Keys, <c>[..., keys, d_k]</c>.</param>
    /// <param name="values">Values, <c>[..., keys, d_v]</c>.</param>
    /// <param name="mask">
    /// Boolean, broadcastable to <c>[..., queries, keys]</c>; true where a query may attend to a key. A query that may attend to
    /// nothing gets zeros. Null: every query attends to every key.
    /// </param>
    /// <exception cref="ArgumentException">The shapes of queries, keys and values do not fit.</exception>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor values, Tensor? mask = null)
    {
        // Scaling the queries instead of the scores touches d_k numbers per query instead of one per key.
        var scores = MatrixProduct.Of(queries / Math.Sqrt(queries.shape[^1]), keys.mT);
        var weights = mask is null ? Softmax.Of(scores, dim: -1) : Softmax.Masked(scores, mask);
        return MatrixProduct.Of(weights, values);
    }

    /// <summary>
    /// The mask of autoregressive attention, <c>[queries, keys]</c>: the last query sees every key, each earlier one sees one
    /// key fewer.
    /// </summary>
    /// <param name="queries">How many queries there are.</param>
    /// <param name="keys">How many keys there are, at least as many as queries.</param>
    /// <param name="device">Where the mask is needed.</param>
    public static Tensor CausalMask(long queries, long keys, Device device) =>
        ones(queries, keys, dtype: ScalarType.Bool, device: device).tril(keys - queries);
}
