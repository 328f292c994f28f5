using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>Cross-entropy of next-token predictions (assignment §4.1).</summary>
public static class CrossEntropy
{
    /// <summary>
    /// The mean of <c>−log softmax(logits)[target]</c> over all positions that count, in nats: <c>[..., vocab], [...] → []</c>, float32
    /// or wider. Where none counts it is NaN, as in PyTorch.
    /// </summary>
    /// <param name="logits">Unnormalised log-probabilities, <c>[..., vocab]</c>; types narrower than float32 are widened first.</param>
    /// <param name="targets">The ids that were to be predicted, integers, <c>[...]</c>.</param>
    /// <param name="ignoreIndex">A target that does not count, padding for example, inside the vocabulary or outside; null: all count.</param>
    /// <exception cref="ArgumentException">The leading dimensions of the two differ.</exception>
    public static Tensor Of(Tensor logits, Tensor targets, long? ignoreIndex = null)
    {
        var losses = PerPosition(logits, targets, ignoreIndex);
        return ignoreIndex is { } ignored ? losses.sum() / targets.Is(ignored).logical_not().sum() : losses.mean();
    }

    /// <summary>
    /// <c>exp</c> of the mean cross-entropy: how many equally likely tokens would be as hard to guess, <c>[..., vocab], [...] → []</c>.
    /// </summary>
    /// <param name="logits">Unnormalised log-probabilities, <c>[..., vocab]</c>.</param>
    /// <param name="targets">The ids that were to be predicted, integers, <c>[...]</c>.</param>
    /// <param name="ignoreIndex">A target that does not count; null: all count.</param>
    /// <exception cref="ArgumentException">The leading dimensions of the two differ.</exception>
    public static Tensor Perplexity(Tensor logits, Tensor targets, long? ignoreIndex = null) => Of(logits, targets, ignoreIndex).exp();

    /// <summary>The cross-entropy before averaging, 0 where the target does not count: <c>[..., vocab], [...] → [...]</c>.</summary>
    /// <param name="logits">Unnormalised log-probabilities, <c>[..., vocab]</c>.</param>
    /// <param name="targets">The ids that were to be predicted, integers, <c>[...]</c>.</param>
    /// <param name="ignoreIndex">A target that does not count; no gradient flows from its position. Null: all count.</param>
    /// <exception cref="ArgumentException">The leading dimensions of the two differ.</exception>
    public static Tensor PerPosition(Tensor logits, Tensor targets, long? ignoreIndex = null)
    {
        if (logits.dim() == 0 || !logits.shape.AsSpan()[..^1].SequenceEqual(targets.shape))
        {
            throw new ArgumentException(
                $"Cross-entropy: logits [{string.Join(", ", logits.shape)}] and targets [{string.Join(", ", targets.shape)}] do not fit; "
                + "expected [..., vocab] and [...].");
        }
        if (ignoreIndex is { } ignored)
        {
            var isIgnored = targets.Is(ignored);
            return PerPosition(logits, targets.FilledWhere(isIgnored, 0L)).FilledWhere(isIgnored, 0.0);
        }
        var wide = Precision.AtLeastFloat32(logits);
        // Shifted by the row's maximum before anything is added up, logits in the thousands lose no digits.
        var shifted = wide - wide.detach().amax([-1], keepdim: true);
        var target = shifted.gather(-1, targets.to(ScalarType.Int64).unsqueeze(-1)).squeeze(-1);
        return shifted.logsumexp(-1) - target;
    }
}
