using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cs336.Model.Kernels;

/// <summary>
/// The model's functions over spans, one pass each, as wide as the processor's vectors. All are compiled with full optimisation at
/// once: what the first prompt runs slowly, its reader waits for.
/// </summary>
internal static class VectorMath
{
    /// <summary><c>Σ aᵢ bᵢ</c>, summed in the same order whoever calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary><c>resultⱼ = Σᵢ weightsᵢ matrixᵢⱼ</c></summary>
    /// <param name="weights">One for each row.</param>
    /// <param name="matrix">Rows of <paramref name="stride"/> numbers, of which the first as many count as the result has.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="result">The sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(ReadOnlySpan<float> weights, ReadOnlySpan<float> matrix, int stride, Span<float> result)
    {
        var width = Vector<float>.Count;
        // The last access; within it lie all others, which are not checked one by one.
        if (weights.Length > 0)
            _ = matrix.Slice((weights.Length - 1) * stride, result.Length);
        ref var start = ref MemoryMarshal.GetReference(matrix);
        var j = 0;
        for (; j <= result.Length - 4 * width; j += 4 * width)
        {
            Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (var i = 0; i < weights.Length; i++)
            {
                var weight = new Vector<float>(weights[i]);
                ref var row = ref Unsafe.Add(ref start, i * stride + j);
                sum0 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row), sum0);
                sum1 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row, (nuint)width), sum1);
                sum2 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row, (nuint)(2 * width)), sum2);
                sum3 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row, (nuint)(3 * width)), sum3);
            }
            sum0.CopyTo(result[j..]);
            sum1.CopyTo(result[(j + width)..]);
            sum2.CopyTo(result[(j + 2 * width)..]);
            sum3.CopyTo(result[(j + 3 * width)..]);
        }
        for (; j <= result.Length - width; j += width)
        {
            var sum = Vector<float>.Zero;
            for (var i = 0; i < weights.Length; i++)
                sum = Vector.FusedMultiplyAdd(new Vector<float>(weights[i]), Vector.LoadUnsafe(ref start, (nuint)(i * stride + j)), sum);
            sum.CopyTo(result[j..]);
        }
        for (; j < result.Length; j++)
        {
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * matrix[i * stride + j];
            result[j] = sum;
        }
    }

    /// <summary><c>x / √(mean(x²) + ε) · gain</c>, as <see cref="Layers.RmsNorm"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RmsNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, double epsilon, Span<float> normalised)
    {
        var scale = (float)(1 / Math.Sqrt(Dot(x, x) / x.Length + epsilon));
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        var gains = MemoryMarshal.Cast<float, Vector<float>>(gain)[..vectors.Length];
        var to = MemoryMarshal.Cast<float, Vector<float>>(normalised)[..vectors.Length];
        for (var i = 0; i < vectors.Length; i++)
            to[i] = vectors[i] * scale * gains[i];
        for (var i = vectors.Length * Vector<float>.Count; i < x.Length; i++)
            normalised[i] = x[i] * scale * gain[i];
    }

    /// <summary><c>x · σ(x)</c> in place, as <see cref="Functional.Silu"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Silu(Span<float> x)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] /= Vector<float>.One + Vector.Exp(-vectors[i]);
        for (var i = vectors.Length * Vector<float>.Count; i < x.Length; i++)
            x[i] /= 1 + MathF.Exp(-x[i]);
    }

    /// <summary><c>y ⊙ x</c>, into <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> x, Span<float> y)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(x);
        var to = MemoryMarshal.Cast<float, Vector<float>>(y)[..from.Length];
        for (var i = 0; i < from.Length; i++)
            to[i] *= from[i];
        for (var i = from.Length * Vector<float>.Count; i < x.Length; i++)
            y[i] *= x[i];
    }

    /// <summary>Softmax in place, as <see cref="Functional.Softmax"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(Span<float> x)
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
        Scale(1 / sum, x);
    }

    /// <summary><c>x ← factor · x</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float factor, Span<float> x)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] *= factor;
        for (var i = vectors.Length * Vector<float>.Count; i < x.Length; i++)
            x[i] *= factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
