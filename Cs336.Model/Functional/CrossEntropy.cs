using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>Cross-entropy of next-token predictions (assignment §4.1).</summary>
public static class CrossEntropy
{
    /// <summary>
    /// The mean of <c>−log softmax(logits)[target]</c> over all positions, in nats:
    /// <c>[..., vocab], [...] → []</c>. Its exponential is the perplexity.
    /// </summary>
    /// <param name="logits">Unnormalised log-probabilities, <c>[..., vocab]</c>; types narrower than float32 are widened first.</param>
    /// <param name="targets">The ids that were to be predicted, int64, <c>[...]</c>.</param>
    /// <exception cref="ArgumentException">The leading dimensions of the two differ.</exception>
    public static Tensor Of(Tensor logits, Tensor targets) => PerPosition(logits, targets).mean();

    /// <summary>The same before averaging: <c>[..., vocab], [...] → [...]</c>.</summary>
    /// <param name="logits">Unnormalised log-probabilities, <c>[..., vocab]</c>.</param>
    /// <param name="targets">The ids that were to be predicted, int64, <c>[...]</c>.</param>
    /// <exception cref="ArgumentException">The leading dimensions of the two differ.</exception>
    public static Tensor PerPosition(Tensor logits, Tensor targets)
    {
        if (!logits.shape.AsSpan()[..^1].SequenceEqual(targets.shape))
        {
            throw new ArgumentException(
                $"Cross-entropy: logits [{string.Join(", ", logits.shape)}] and targets [{string.Join(", ", targets.shape)}] do not fit; "
                + "expected [..., vocab] and [...].");
        }
        var wide = Precision.AtLeastFloat32(logits);
        // Shifted by the row's maximum before anything is added up, logits in the thousands lose no digits.
        var shifted = wide - wide.detach().amax([-1], keepdim: true);
        var target = shifted.gather(-1, targets.unsqueeze(-1)).squeeze(-1);
        return shifted.logsumexp(-1) - target;
    }
}
