using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Cs336.Model.Kernels;

/// <summary>
/// Products with the transposes of matrices, <c>y = x Wᵀ</c>, for few vectors or many. For few, the matrices' rows are what takes the
/// time: the threads share them, and each is read from memory once. For many, the same threads multiply in tiles, where the processor
/// has the registers for it, or libtorch does.
/// </summary>
internal sealed class Products(WorkerTeam team) : IDisposable
{
    /// <summary>Up to here a row, once it is in the cache, is multiplied with all vectors before the next one has come from memory.</summary>
    private const int FewVectors = 24;

    /// <summary>The vectors of a product in tiles.</summary>
    private FloatMemory? layout;

    /// <summary>
    /// Multiplies each of the first <paramref name="count"/> vectors with several matrices, whose results lie side by side in
    /// <paramref name="output"/>, or are added to what is there.
    /// </summary>
    /// <param name="input"><c>[count or more, d_in or more]</c>; of each row the first <c>d_in</c> numbers count.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="matrices">Each <c>[d_out, d_in]</c>.</param>
    /// <param name="output"><c>[count or more, Σ d_out]</c></param>
    /// <param name="add">Whether the results are added.</param>
    public void Of(FloatMemory input, int count, FloatMemory[] matrices, FloatMemory output, bool add = false)
    {
        if (count <= FewVectors)
        {
            team.Run((part, parts) => OfRows(input, count, matrices, output, add, part, parts));
        }
        else if (TiledProduct.IsSupported && matrices.All(matrix => matrix.Rows >= TiledProduct.TileRows))
        {
            OfTiles(input, count, matrices, output, add);
        }
        else
        {
            OfMany(input, count, matrices, output, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OfRows(FloatMemory input, int count, FloatMemory[] matrices, FloatMemory output, bool add, int part, int parts)
    {
        var columns = matrices[0].Columns;
        var inputs = input.Slice(0, count * input.Columns);
        var outputs = output.Slice(0, count * output.Columns);
        var offset = 0;
        foreach (var matrix in matrices)
        {
            var (from, to) = Share(matrix.Rows, part, parts);
            var weights = matrix.Slice((long)from * columns, (to - from) * columns);
            for (var row = from; row < to; row++)
            {
                var rowWeights = weights.Slice((row - from) * columns, columns);
                for (var i = 0; i < count; i++)
                {
                    ref var result = ref outputs[i * output.Columns + offset + row];
                    result = VectorMath.Dot(rowWeights, inputs.Slice(i * input.Columns, columns)) + (add ? result : 0);
                }
            }
            offset += matrix.Rows;
        }
    }

    private void OfTiles(FloatMemory input, int count, FloatMemory[] matrices, FloatMemory output, bool add)
    {
        var columns = matrices[0].Columns;
        var vectors = Layout(TiledProduct.LayoutSize(count, columns));
        team.Run((part, parts) => TiledProduct.LayOut(input, count, columns, Share(columns, part, parts), vectors.Row(0)));
        team.Run((part, parts) =>
        {
            var offset = 0;
            foreach (var matrix in matrices)
            {
                var (from, to) = Share((matrix.Rows + TiledProduct.TileRows - 1) / TiledProduct.TileRows, part, parts);
                var rows = (from * TiledProduct.TileRows, Math.Min(matrix.Rows, to * TiledProduct.TileRows));
                TiledProduct.Of(vectors.Row(0), count, matrix, rows, output, offset, add);
                offset += matrix.Rows;
            }
        });
    }

    private static void OfMany(FloatMemory input, int count, FloatMemory[] matrices, FloatMemory output, bool add)
    {
        using var scope = NewDisposeScope();
        var offset = 0;
        foreach (var matrix in matrices)
        {
            var vectors = input.Tensor.narrow(0, 0, count).narrow(1, 0, matrix.Columns);
            var results = output.Tensor.narrow(0, 0, count).narrow(1, offset, matrix.Rows);
            results.addmm_(vectors, matrix.Tensor.mT, beta: add ? 1 : 0);
            offset += matrix.Rows;
        }
    }

    private FloatMemory Layout(int size)
    {
        if (layout is null || layout.Columns < size)
        {
            using var tensor = empty(1, size, dtype: ScalarType.Float32);
            layout?.Dispose();
            layout = new(tensor);
        }
        return layout;
    }

    /// <summary>Which of <paramref name="count"/> things are a part's.</summary>
    public static (int From, int To) Share(int count, int part, int parts) =>
        ((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));

    public void Dispose() => layout?.Dispose();
}
