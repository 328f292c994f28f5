namespace Cs336.Model.Data;

/// <summary>The batch of every step, as a function of the step alone: whoever asks again gets the same ids.</summary>
public interface IBatchSource
{
    /// <summary>Sequences per batch.</summary>
    int BatchSize { get; }

    /// <summary>Tokens per sequence.</summary>
    int ContextLength { get; }

    /// <summary>The ids of a step, row by row: <c>[batch, seq + 1]</c>, inputs and, one place further, their targets.</summary>
    /// <param name="step">The step, from 0.</param>
    long[] IdsAt(long step);
}

/// <summary>What every source of batches can do.</summary>
public static class BatchSources
{
    /// <summary>The batch of a step as tensors.</summary>
    /// <param name="source">The source.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="device">Where the batch is needed; the copy does not wait for the device.</param>
    public static TokenBatch At(this IBatchSource source, long step, TorchSharp.torch.Device device) =>
        TokenBatch.Of(source.IdsAt(step), source.BatchSize, device);
}
