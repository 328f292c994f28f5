using TorchSharp;
using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>Arithmetic of tensors and numbers, the one home of both.</summary>
/// <remarks>
/// Wherever TorchSharp 0.107 takes a number, <c>x * 0.5</c>, it makes a <see cref="Scalar"/> that nothing holds while the native call runs. A
/// garbage collection in that moment frees it: the call fails with «Expected false to be true», or computes with whatever lies there then.
/// Even <c>x + y</c> hides one, the factor 1 of <c>y</c>. On a busy machine a run of a few million operations meets it. Here every number
/// is held until its call is over; BannedSymbols.Scalars.txt keeps the rest of the project from the other forms.
/// </remarks>
internal static class Arithmetic
{
    /// <summary>Held for ever: the factor in <c>x + 1 · y</c>.</summary>
    private static readonly Scalar One = 1.ToScalar();

    /// <summary><c>x + y</c></summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary><c>x + number</c></summary>
    public static Tensor Plus(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, One);
    }

    /// <summary><c>x · number</c></summary>
    public static Tensor Times(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul(scalar);
    }

    /// <summary><c>x / number</c></summary>
    public static Tensor Over(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.div(scalar);
    }

    /// <summary><c>number ** x</c></summary>
    public static Tensor ToThePowerOf(this double number, Tensor x)
    {
        using var basis = tensor(number, ScalarType.Float64);
        return pow(basis, x);
    }

    /// <summary><c>0, step, 2 step, …</c>, below <paramref name="end"/>.</summary>
    public static Tensor Range(long end, ScalarType type, long step = 1, Device? device = null)
    {
        using var start = 0L.ToScalar();
        using var stop = end.ToScalar();
        using var stride = step.ToScalar();
        return arange(start, stop, stride, type, device);
    }

    /// <summary>x where the mask is false, <paramref name="number"/> where it is true.</summary>
    public static Tensor FilledWhere(this Tensor x, Tensor mask, double number)
    {
        using var scalar = number.ToScalar();
        return x.masked_fill(mask, scalar);
    }

    /// <summary>The same for integers.</summary>
    public static Tensor FilledWhere(this Tensor x, Tensor mask, long number)
    {
        using var scalar = number.ToScalar();
        return x.masked_fill(mask, scalar);
    }

    /// <summary>Whether each element equals a number.</summary>
    public static Tensor Is(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.eq(scalar);
    }

    /// <summary>Whether each element equals a number.</summary>
    public static Tensor Is(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.eq(scalar);
    }

    /// <summary>Whether each element is greater than a number.</summary>
    public static Tensor IsAbove(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.gt(scalar);
    }

    /// <summary><c>x ← number</c></summary>
    public static Tensor Fill_(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.fill_(scalar);
    }

    /// <summary><c>x ← x + number</c></summary>
    public static Tensor Plus_(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add_(scalar, One);
    }

    /// <summary>The same for integers.</summary>
    public static Tensor Plus_(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.add_(scalar, One);
    }

    /// <summary><c>x ← x + factor · y</c></summary>
    public static Tensor Plus_(this Tensor x, double factor, Tensor y)
    {
        using var scalar = factor.ToScalar();
        return x.add_(y, scalar);
    }

    /// <summary><c>x ← x + factor · y ⊙ z</c></summary>
    public static Tensor PlusProduct_(this Tensor x, double factor, Tensor y, Tensor z)
    {
        using var scalar = factor.ToScalar();
        return x.addcmul_(y, z, scalar);
    }

    /// <summary><c>x ← x + factor · y / z</c></summary>
    public static Tensor PlusQuotient_(this Tensor x, double factor, Tensor y, Tensor z)
    {
        using var scalar = factor.ToScalar();
        return x.addcdiv_(y, z, scalar);
    }

    /// <summary><c>x ← x · number</c></summary>
    public static Tensor Times_(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>x ← what is nearest to x from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Tensor Clamp_(this Tensor x, double low, double high)
    {
        using var least = low.ToScalar();
        using var most = high.ToScalar();
        return x.clamp_(least, most);
    }
}
