namespace Cs336.Model.Accounting;

/// <summary>
/// A matrix product of the forward pass, <c>[rows, inner] × [inner, columns]</c>, or as many of them at once as there are heads.
/// </summary>
/// <param name="Module">The state name of the module that computes it.</param>
/// <param name="Part">The part of the model that it counts towards.</param>
/// <param name="Count">How many products of this shape: the number of heads inside attention, else 1.</param>
/// <param name="Rows">Rows of the left operand and of the result.</param>
/// <param name="Inner">Columns of the left operand, rows of the right one.</param>
/// <param name="Columns">Columns of the right operand and of the result.</param>
public sealed record ForwardProduct(string Module, ModelPart Part, long Count, long Rows, long Inner, long Columns)
{
    /// <summary>Floating-point operations: a multiplication and an addition for each of <c>rows · inner · columns</c> (assignment §3.6).</summary>
    /// <exception cref="OverflowException">They are more than 64 bits count.</exception>
    public long Flops => checked(2 * Count * Rows * Inner * Columns);
}
