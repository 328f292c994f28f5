using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>The one door through which every matrix product of the model goes.</summary>
/// <remarks>
/// TorchSharp 0.107 calls the native <c>matmul</c> without catching its exceptions: operands that do not fit end the process, and so does
/// a device without room for the result, which is where most runs notice. So products are made of <c>mm</c> and <c>bmm</c>, whose exceptions
/// are caught, and operands are checked here, so that a mistake names both shapes, types or devices.
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
        return b.Length == 2 ? ByOneMatrix(left, right) : ByManyMatrices(left, right);
    }

    /// <summary><c>[..., k] × [k, m] → [..., m]</c>: all rows of the left are those of one tall matrix.</summary>
    private static Tensor ByOneMatrix(Tensor left, Tensor right)
    {
        var (a, m) = (left.shape, right.shape[1]);
        return a.Length == 2 ? mm(left, right) : mm(left.reshape(Product(a[..^1]), a[^1]), right).reshape([.. a[..^1], m]);
    }

    private static Tensor ByManyMatrices(Tensor left, Tensor right)
    {
        var (a, b) = (left.shape, right.shape);
        var row = a.Length == 1;
        if (row)
            (left, a) = (left.reshape(1, a[0]), [1, a[0]]);
        var leading = Broadcast(a[..^2], b[..^2]);
        var product = bmm(Stacked(left, leading), Stacked(right, leading));
        return product.reshape(row ? [.. leading, b[^1]] : [.. leading, a[^2], b[^1]]);
    }

    /// <summary><c>[..., n, k] → [batch, n, k]</c>, one matrix for each place of <paramref name="leading"/>.</summary>
    private static Tensor Stacked(Tensor matrices, long[] leading)
    {
        var (n, k) = (matrices.shape[^2], matrices.shape[^1]);
        return matrices.expand([.. leading, n, k]).reshape(Product(leading), n, k);
    }

    private static long[] Broadcast(long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (own, other) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            shape[^i] = own == 1 ? other : own;
        }
        return shape;
    }

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);

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
