using System.Numerics;
using System.Runtime.InteropServices;

namespace Cs336.Model.Kernels;

/// <summary>The model's functions over spans, one pass each, as wide as the processor's vectors.</summary>
internal static class VectorMath
{
    /// <summary><c>Σ aᵢ bᵢ</c>, summed in the same order whoever calls.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector<float>>(b)[..left.Length];
        // Four sums that do not wait for each other.
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        var i = 0;
        for (; i < left.Length - 3; i += 4)
        {
            sum0 = Vector.FusedMultiplyAdd(left[i], right[i], sum0);
            sum1 = Vector.FusedMultiplyAdd(left[i + 1], right[i + 1], sum1);
            sum2 = Vector.FusedMultiplyAdd(left[i + 2], right[i + 2], sum2);
            sum3 = Vector.FusedMultiplyAdd(left[i + 3], right[i + 3], sum3);
        }
        for (; i < left.Length; i++)
            sum0 = Vector.FusedMultiplyAdd(left[i], right[i], sum0);
        var sum = Vector.Sum((sum0 + sum1) + (sum2 + sum3));
        for (i = left.Length * Vector<float>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary><c>y += factor · x</c></summary>
    public static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(x);
        var to = MemoryMarshal.Cast<float, Vector<float>>(y)[..from.Length];
        var factors = new Vector<float>(factor);
        for (var i = 0; i < from.Length; i++)
            to[i] = Vector.FusedMultiplyAdd(factors, from[i], to[i]);
        for (var i = from.Length * Vector<float>.Count; i < x.Length; i++)
            y[i] += factor * x[i];
    }

    /// <summary><c>x / √(mean(x²) + ε) · gain</c>, as <see cref="Layers.RmsNorm"/> has it.</summary>
    public static void RmsNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, double epsilon, Span<float> normalised)
    {
        var scale = (float)(1 / Math.Sqrt(Dot(x, x) / x.Length + epsilon));
        for (var i = 0; i < x.Length; i++)
            normalised[i] = x[i] * scale * gain[i];
    }

    /// <summary><c>x · σ(x)</c> in place, as <see cref="Functional.Silu"/> has it.</summary>
    public static void Silu(Span<float> x)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] /= Vector<float>.One + Vector.Exp(-vectors[i]);
        for (var i = vectors.Length * Vector<float>.Count; i < x.Length; i++)
            x[i] /= 1 + MathF.Exp(-x[i]);
    }

    /// <summary><c>y ⊙ x</c>, into <paramref name="y"/>.</summary>
    public static void Multiply(ReadOnlySpan<float> x, Span<float> y)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(x);
        var to = MemoryMarshal.Cast<float, Vector<float>>(y)[..from.Length];
        for (var i = 0; i < from.Length; i++)
            to[i] *= from[i];
        for (var i = from.Length * Vector<float>.Count; i < x.Length; i++)
            y[i] *= x[i];
    }

    /// <summary>The exponentials of <c>xᵢ − max x</c>, in place.</summary>
    /// <returns>Their sum: dividing by it makes a softmax.</returns>
    public static float Exponentials(Span<float> x)
    {
        var shift = Max(x);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        var (shifts, sums) = (new Vector<float>(shift), Vector<float>.Zero);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = Vector.Exp(vectors[i] - shifts);
            sums += vectors[i];
        }
        var sum = Vector.Sum(sums);
        for (var i = vectors.Length * Vector<float>.Count; i < x.Length; i++)
        {
            x[i] = MathF.Exp(x[i] - shift);
            sum += x[i];
        }
        return sum;
    }

    private static float Max(ReadOnlySpan<float> x)
    {
        var max = float.NegativeInfinity;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        if (vectors.Length > 0)
        {
            var highest = vectors[0];
            foreach (var vector in vectors)
                highest = Vector.Max(highest, vector);
            for (var i = 0; i < Vector<float>.Count; i++)
                max = Math.Max(max, highest[i]);
        }
        for (var i = vectors.Length * Vector<float>.Count; i < x.Length; i++)
            max = Math.Max(max, x[i]);
        return max;
    }
}
