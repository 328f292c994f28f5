using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cs336.Model.Kernels;

/// <summary>
/// A matrix times many vectors in tiles of eight rows and 32 vectors, whose sums stay in registers. The vectors are laid out
/// feature by feature before, so that one load brings a feature of sixteen of them.
/// </summary>
internal static class TiledProduct
{
    /// <summary>A matrix needs as many rows at least.</summary>
    public const int TileRows = 8;

    private const int Lanes = 16;
    private const int TileVectors = 2 * Lanes;

    /// <summary>Whether the processor has the registers for it: 32 of 512 bits.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    /// <summary>How many numbers the layout of vectors takes.</summary>
    public static int LayoutSize(int count, int columns) => (count + TileVectors - 1) / TileVectors * TileVectors * columns;

    /// <summary>
    /// Lays vectors out in groups of 32, with zeros for those that the last group lacks: in each group the first feature of all its
    /// vectors, then the second, and so on.
    /// </summary>
    /// <param name="input"><c>[count or more, d_in or more]</c></param>
    /// <param name="count">How many vectors.</param>
    /// <param name="columns">d_in</param>
    /// <param name="features">Which features to lay out now, from one to before another.</param>
    /// <param name="layout">Room for <see cref="LayoutSize"/> numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LayOut(FloatMemory input, int count, int columns, (int From, int To) features, Span<float> layout)
    {
        var inputs = input.Slice(0, count * input.Columns);
        for (var first = 0; first < count; first += TileVectors)
        {
            var group = layout.Slice(first * columns, TileVectors * columns);
            var present = Math.Min(TileVectors, count - first);
            for (var feature = features.From; feature < features.To; feature++)
            {
                var line = group.Slice(feature * TileVectors, TileVectors);
                var from = first * input.Columns + feature;
                for (var i = 0; i < present; i++, from += input.Columns)
                    line[i] = inputs[from];
                line[present..].Clear();
            }
        }
    }

    /// <summary>Multiplies a matrix's rows with the vectors laid out.</summary>
    /// <param name="layout">As <see cref="LayOut"/> leaves it.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="matrix"><c>[d_out, d_in]</c>, with <see cref="TileRows"/> rows or more.</param>
    /// <param name="rows">Which of its rows, from one to before another.</param>
    /// <param name="output"><c>[count or more, …]</c></param>
    /// <param name="offset">Where in the output's rows the matrix's first row belongs.</param>
    /// <param name="add">Whether the results are added to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(
        ReadOnlySpan<float> layout, int count, FloatMemory matrix, (int From, int To) rows, FloatMemory output, int offset, bool add)
    {
        var columns = matrix.Columns;
        Span<float> tile = stackalloc float[TileRows * TileVectors];
        // A group of vectors stays in the second cache while the rows pass it.
        for (var first = 0; first < count; first += TileVectors)
        {
            var group = layout.Slice(first * columns, TileVectors * columns);
            var present = Math.Min(TileVectors, count - first);
            var outputs = output.Slice((long)first * output.Columns, present * output.Columns);
            for (var row = rows.From; row < rows.To; row += TileRows)
            {
                // The last tile reaches back where rows are missing; what is not its own is not stored.
                var start = Math.Min(row, matrix.Rows - TileRows);
                Multiply(matrix.Slice((long)start * columns, TileRows * columns), group, columns, tile);
                var end = Math.Min(rows.To, start + TileRows);
                for (var i = 0; i < present; i++)
                {
                    var results = outputs.Slice(i * output.Columns + offset, end);
                    for (var r = row; r < end; r++)
                        results[r] = tile[(r - start) * TileVectors + i] + (add ? results[r] : 0);
                }
            }
        }
    }

    /// <summary>Eight rows times 32 vectors, <c>[8, 32]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ReadOnlySpan<float> weights, ReadOnlySpan<float> group, int columns, Span<float> tile)
    {
        ref var w0 = ref MemoryMarshal.GetReference(weights);
        ref var w1 = ref Unsafe.Add(ref w0, columns);
        ref var w2 = ref Unsafe.Add(ref w1, columns);
        ref var w3 = ref Unsafe.Add(ref w2, columns);
        ref var w4 = ref Unsafe.Add(ref w3, columns);
        ref var w5 = ref Unsafe.Add(ref w4, columns);
        ref var w6 = ref Unsafe.Add(ref w5, columns);
        ref var w7 = ref Unsafe.Add(ref w6, columns);
        ref var line = ref MemoryMarshal.GetReference(group);
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (nint k = 0; k < columns; k++)
        {
            var a = Vector512.LoadUnsafe(ref line);
            var b = Vector512.LoadUnsafe(ref line, Lanes);
            line = ref Unsafe.Add(ref line, TileVectors);
            var weight = Vector512.Create(Unsafe.Add(ref w0, k));
            (a0, b0) = (Vector512.FusedMultiplyAdd(weight, a, a0), Vector512.FusedMultiplyAdd(weight, b, b0));
            weight = Vector512.Create(Unsafe.Add(ref w1, k));
            (a1, b1) = (Vector512.FusedMultiplyAdd(weight, a, a1), Vector512.FusedMultiplyAdd(weight, b, b1));
            weight = Vector512.Create(Unsafe.Add(ref w2, k));
            (a2, b2) = (Vector512.FusedMultiplyAdd(weight, a, a2), Vector512.FusedMultiplyAdd(weight, b, b2));
            weight = Vector512.Create(Unsafe.Add(ref w3, k));
            (a3, b3) = (Vector512.FusedMultiplyAdd(weight, a, a3), Vector512.FusedMultiplyAdd(weight, b, b3));
            weight = Vector512.Create(Unsafe.Add(ref w4, k));
            (a4, b4) = (Vector512.FusedMultiplyAdd(weight, a, a4), Vector512.FusedMultiplyAdd(weight, b, b4));
            weight = Vector512.Create(Unsafe.Add(ref w5, k));
            (a5, b5) = (Vector512.FusedMultiplyAdd(weight, a, a5), Vector512.FusedMultiplyAdd(weight, b, b5));
            weight = Vector512.Create(Unsafe.Add(ref w6, k));
            (a6, b6) = (Vector512.FusedMultiplyAdd(weight, a, a6), Vector512.FusedMultiplyAdd(weight, b, b6));
            weight = Vector512.Create(Unsafe.Add(ref w7, k));
            (a7, b7) = (Vector512.FusedMultiplyAdd(weight, a, a7), Vector512.FusedMultiplyAdd(weight, b, b7));
        }
        ref var to = ref MemoryMarshal.GetReference(tile);
        a0.StoreUnsafe(ref to, 0 * Lanes);
        b0.StoreUnsafe(ref to, 1 * Lanes);
        a1.StoreUnsafe(ref to, 2 * Lanes);
        b1.StoreUnsafe(ref to, 3 * Lanes);
        a2.StoreUnsafe(ref to, 4 * Lanes);
        b2.StoreUnsafe(ref to, 5 * Lanes);
        a3.StoreUnsafe(ref to, 6 * Lanes);
        b3.StoreUnsafe(ref to, 7 * Lanes);
        a4.StoreUnsafe(ref to, 8 * Lanes);
        b4.StoreUnsafe(ref to, 9 * Lanes);
        a5.StoreUnsafe(ref to, 10 * Lanes);
        b5.StoreUnsafe(ref to, 11 * Lanes);
        a6.StoreUnsafe(ref to, 12 * Lanes);
        b6.StoreUnsafe(ref to, 13 * Lanes);
        a7.StoreUnsafe(ref to, 14 * Lanes);
        b7.StoreUnsafe(ref to, 15 * Lanes);
    }
}
