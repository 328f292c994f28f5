using System.Runtime.CompilerServices;

namespace Cs336.Model.Kernels;

/// <summary>One head's attention of one token, over keys and values in a cache.</summary>
internal sealed class AttentionKernel(ModelConfig config, int threads)
{
    private readonly int dHead = config.DHead;
    private readonly int context = config.ContextLength;
    private readonly float[][] scoresOfThread = [.. Enumerable.Range(0, threads).Select(_ => new float[config.ContextLength])];

    /// <summary>Turns a token's queries and keys by its position, as <see cref="Layers.RotaryEmbedding"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(Span<float> vectors, ReadOnlySpan<float> cosine, ReadOnlySpan<float> sine)
    {
        for (var head = 0; head < vectors.Length; head += 2 * cosine.Length)
        {
            var pairs = vectors.Slice(head, 2 * cosine.Length);
            for (var i = 0; i < cosine.Length; i++)
            {
                var (a, b) = (pairs[2 * i], pairs[2 * i + 1]);
                (pairs[2 * i], pairs[2 * i + 1]) = (a * cosine[i] - b * sine[i], a * sine[i] + b * cosine[i]);
            }
        }
    }

    /// <summary>Stores a token's keys, as columns, and values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Store(BlockWeights block, int row, int position, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        var heads = keys.Length / dHead;
        for (var head = 0; head < heads; head++)
        {
            var start = StartOf(row, head);
            var columns = block.Keys.Slice(start, dHead * context);
            for (var i = 0; i < dHead; i++)
                columns[i * context + position] = keys[head * dHead + i];
            values.Slice(head * dHead, dHead).CopyTo(block.Values.Slice(start + (long)position * dHead, dHead));
        }
    }

    /// <summary><c>softmax(q Kᵀ / √d_head) V</c> over the first <paramref name="count"/> keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend(BlockWeights block, int row, int head, int count, int thread, ReadOnlySpan<float> query, Span<float> result)
    {
        var start = StartOf(row, head);
        var scores = scoresOfThread[thread].AsSpan(0, count);
        // The queries are scaled already. What is summed over is the head's features first, then the keys.
        VectorMath.WeightedSum(query, block.Keys.Slice(start, dHead * context), context, scores);
        VectorMath.Softmax(scores);
        VectorMath.WeightedSum(scores, block.Values.Slice(start, count * dHead), dHead, result);
    }

    private long StartOf(int row, int head) => ((long)row * config.NHeads + head) * dHead * context;
}
