using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>The one door through which every matrix product of the model goes.</summary>
/// <remarks>
/// TorchSharp 0.107 calls the native <c>matmul</c> without catching its exception: operands that do not fit end the process.
/// Checked here, the same mistake is an <see cref="ArgumentException"/> that names both shapes, types or devices.
/// </remarks>
public static class MatrixProduct
{
    /// <summary>
    /// <c>[..., n, k] × [..., k, m] → [..., n, m]</c>, leading dimensions broadcast; <c>[k] × [k, m] → [m]</c>.
    /// </summary>
    /// <param name="left">The left operand, of one dimension or more.</param>
    /// <param name="right">The right operand, of two dimensions or more.</param>
    /// <exception cref="ArgumentException">
    /// The inner dimensions differ, or the leading ones do not broadcast; or the operands are of different types, of a type without
    /// products (bool), or on different devices.
    /// </exception>
    public static Tensor Of(Tensor left, Tensor right)
    {
        var (a, b) = (left.shape, right.shape);
        if (a.Length < 1 || b.Length < 2 || a[^1] != b[^2] || !LeadingDimensionsBroadcast(a, b))
            throw new ArgumentException(
                $"Matrix product: shapes {Show(a)} and {Show(b)} do not fit; expected [..., n, k] and [..., k, m].");
        if (left.dtype != right.dtype || left.dtype == ScalarType.Bool
            || left.device_type != right.device_type || left.device_index != right.device_index)
        {
            throw new ArgumentException(
                $"Matrix product: {Show(a)} is {left.dtype} on {left.device}, {Show(b)} is {right.dtype} on {right.device}; "
                + "expected one type of numbers and one device.");
        }
        return matmul(left, right);
    }

    private static bool LeadingDimensionsBroadcast(long[] a, long[] b)
    {
        for (int i = 3; i <= a.Length && i <= b.Length; i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1)
                return false;
        }
        return true;
    }

    private static string Show(long[] shape) => $"[{string.Join(", ", shape)}]";
}
