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
    /// Boolean, to be broadcast with <c>[..., queries, keys]</c>; true where a query may attend to a key. A query that may attend to
    /// nothing gets zeros, and no gradient flows from it. Null: every query attends to every key.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The shapes of queries, keys, values and mask do not fit, or the mask is not boolean.
    /// </exception>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor values, Tensor? mask = null)
    {
        RequireVectors(queries, keys, values);
        // Scaling the queries instead of the scores touches d_k numbers per query instead of one per key.
        var scores = MatrixProduct.Of(queries.Over(Math.Sqrt(queries.shape[^1])), keys.mT);
        if (mask is not null)
            RequireFit(mask, scores.shape);
        var weights = mask is null ? Softmax.Of(scores, dim: -1) : Softmax.Masked(scores, mask);
        return MatrixProduct.Of(weights, values);
    }

    private static void RequireVectors(params ReadOnlySpan<Tensor> operands)
    {
        foreach (var operand in operands)
        {
            if (operand.dim() < 2)
                throw new ArgumentException(
                    $"Attention: found queries, keys or values of shape [{string.Join(", ", operand.shape)}]; expected [..., number, width].");
        }
    }

    // The native operations would take a mask of numbers for one of truths.
    private static void RequireFit(Tensor mask, long[] scores)
    {
        var shape = mask.shape;
        var fits = Enumerable.Reverse(shape).Zip(Enumerable.Reverse(scores)).All(sizes => sizes.First == sizes.Second || sizes.First == 1 || sizes.Second == 1);
        if (mask.dtype != ScalarType.Bool || !fits)
        {
            throw new ArgumentException(
                $"Attention: the mask is {mask.dtype} of shape [{string.Join(", ", shape)}]; "
                + $"expected Bool, to be broadcast with the scores' [{string.Join(", ", scores)}].");
        }
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
