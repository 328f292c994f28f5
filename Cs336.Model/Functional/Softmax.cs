using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>Softmax along one dimension (assignment §3.5.4).</summary>
public static class Softmax
{
    /// <summary>
    /// <c>exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)</c> along <paramref name="dim"/>, any shape → the same shape.
    /// Subtracting the maximum changes nothing but keeps <c>exp</c> from overflowing.
    /// </summary>
    /// <param name="x">Logits; minus infinity stands for probability zero.</param>
    /// <param name="dim">The dimension that sums to one; negative values count from the last.</param>
    public static Tensor Of(Tensor x, long dim)
    {
        var exponentials = Exponentials(x, dim);
        return exponentials / exponentials.sum(dim, keepdim: true);
    }

    /// <summary>
    /// The same over the places where <paramref name="mask"/> is true; the other places get exactly zero. A row with no such
    /// place is all zeros, and no gradient flows through it.
    /// </summary>
    /// <param name="x">Logits, <c>[..., n]</c>; the last dimension is normalised.</param>
    /// <param name="mask">Boolean, broadcastable to the shape of <paramref name="x"/>.</param>
    public static Tensor Masked(Tensor x, Tensor mask)
    {
        var exponentials = Exponentials(x.FilledWhere(mask.logical_not(), double.NegativeInfinity), dim: -1);
        var sums = exponentials.sum(-1, keepdim: true);
        return exponentials / sums.FilledWhere(sums.Is(0.0), 1.0);
    }

    private static Tensor Exponentials(Tensor x, long dim)
    {
        // The shift cancels out of the result, hence out of the gradient as well. In a row of nothing but minus infinity it is
        // zero, so that the difference is defined.
        var shift = x.detach().amax([dim], keepdim: true);
        return (x - shift.FilledWhere(shift.isneginf(), 0.0)).exp();
    }
}
