using Cs336.Model.Data;
using Cs336.Model.Functional;
using static TorchSharp.torch;

namespace Cs336.Model.Training;

/// <summary>The summed loss over a number of predicted tokens.</summary>
/// <param name="Nats">The sum of <c>−log p</c>, in nats.</param>
/// <param name="Targets">Number of tokens predicted.</param>
public readonly record struct SummedLoss(double Nats, long Targets)
{
    /// <summary>Nats per token.</summary>
    public double Mean => Nats / Targets;

    /// <summary>The exponential of the mean.</summary>
    public double Perplexity => Math.Exp(Mean);
}

/// <summary>A stretch of a token sequence: inputs and, one place further, their targets.</summary>
/// <param name="Start">Index of the first input.</param>
/// <param name="Length">Number of inputs.</param>
/// <param name="Skipped">How many of the targets, from the first on, do not count: another window has them.</param>
public readonly record struct Window(long Start, int Length, int Skipped = 0);

/// <summary>The loss of a model over windows of a token sequence.</summary>
public static class Evaluation
{
    /// <summary>At most <paramref name="count"/> full windows, spread evenly; fewer where the sequence holds fewer side by side.</summary>
    /// <param name="tokens">Length of the sequence.</param>
    /// <param name="contextLength">Length of a window.</param>
    /// <param name="count">How many windows are wanted.</param>
    public static IReadOnlyList<Window> SpreadWindows(long tokens, int contextLength, int count)
    {
        var sideBySide = (tokens - 1) / contextLength;
        var used = Math.Min(count, sideBySide);
        // With one window per stride and (tokens − 1) places, every window and its last target fit.
        return [.. Enumerable.Range(0, (int)used).Select(i => new Window((tokens - 1) / used * i, contextLength))];
    }

    /// <summary>Windows side by side in which every token but the first is predicted exactly once; the last may be shorter.</summary>
    /// <param name="tokens">Length of the sequence.</param>
    /// <param name="contextLength">Length of a window.</param>
    public static IEnumerable<Window> AllWindows(long tokens, int contextLength) =>
        StridedWindows(tokens, contextLength, stride: contextLength);

    /// <summary>
    /// Full windows that overlap, so that every token but the first is predicted exactly once, and all but those of the first window
    /// after at least <c>contextLength − stride</c> others; the last may be shorter.
    /// </summary>
    /// <param name="tokens">Length of the sequence.</param>
    /// <param name="contextLength">Length of a window.</param>
    /// <param name="stride">From window to window, at least 1; <paramref name="contextLength"/>: side by side.</param>
    public static IEnumerable<Window> StridedWindows(long tokens, int contextLength, int stride)
    {
        var predicted = 0L;
        for (long start = 0; predicted < tokens - 1; start += stride)
        {
            var end = Math.Min(start + contextLength, tokens - 1);
            yield return new(start, (int)(end - start), (int)(predicted - start));
            predicted = end;
        }
    }

    /// <summary>The loss over <paramref name="windows"/>, without gradients.</summary>
    /// <param name="model"><c>[batch, seq] → [batch, seq, vocab]</c>.</param>
    /// <param name="tokens">The sequence.</param>
    /// <param name="windows">Which parts of it.</param>
    /// <param name="batchSize">How many windows to run at once.</param>
    /// <param name="device">The model's device.</param>
    /// <param name="progress">Told how many tokens have been predicted so far, or null.</param>
    /// <param name="stop">Stops between two batches.</param>
    /// <exception cref="ArgumentException">There is no window.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static SummedLoss Of(
        nn.Module<Tensor, Tensor> model,
        TokenSequence tokens,
        IEnumerable<Window> windows,
        int batchSize,
        Device device,
        IProgress<long>? progress = null,
        CancellationToken stop = default)
    {
        var (nats, targets) = (0.0, 0L);
        using var noGradient = no_grad();
        foreach (var chunk in windows.Chunk(batchSize))
        {
            // Only the first and the last window of a sequence ever differ from the others, so that more groups are rare and small.
            foreach (var group in chunk.GroupBy(window => (window.Length, window.Skipped)))
            {
                stop.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var batch = TokenBatch.Of([.. group.Select(window => Read(tokens, window))], device);
                var (length, skipped) = group.Key;
                var losses = CrossEntropy.PerPosition(model.call(batch.Inputs), batch.Targets).narrow(1, skipped, length - skipped);
                nats += losses.sum(ScalarType.Float64).item<double>();
                targets += losses.numel();
            }
            progress?.Report(targets);
        }
        return targets > 0 ? new(nats, targets) : throw new ArgumentException("There is no window to evaluate on.", nameof(windows));
    }

    private static long[] Read(TokenSequence tokens, Window window)
    {
        var ids = new long[window.Length + 1];
        tokens.CopyTo(window.Start, ids);
        return ids;
    }
}
