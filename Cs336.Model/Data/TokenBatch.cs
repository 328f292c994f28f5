using static TorchSharp.torch;

namespace Cs336.Model.Data;

/// <summary>Windows of ids and, for every position, the id that follows it.</summary>
/// <param name="Inputs">int64, <c>[batch, seq]</c>.</param>
/// <param name="Targets">int64, <c>[batch, seq]</c>: the inputs shifted by one place.</param>
public sealed record TokenBatch(Tensor Inputs, Tensor Targets)
{
    /// <summary>A batch of windows of equal length, each one token longer than the inputs.</summary>
    /// <param name="windows">The windows, each of <c>seq + 1</c> ids.</param>
    /// <param name="device">Where the batch is needed; the copy does not wait for the device.</param>
    public static TokenBatch Of(IReadOnlyList<long[]> windows, Device device) =>
        Of([.. windows.SelectMany(window => window)], windows.Count, device);

    /// <summary>A batch of windows that stand one after the other.</summary>
    /// <param name="ids"><c>[batch, seq + 1]</c>, row by row.</param>
    /// <param name="batchSize">Number of windows.</param>
    /// <param name="device">Where the batch is needed; the copy does not wait for the device.</param>
    public static TokenBatch Of(long[] ids, int batchSize, Device device)
    {
        var seq = ids.Length / batchSize - 1;
        using var scope = NewDisposeScope();
        var whole = tensor(ids, [batchSize, seq + 1]);
        // Only from pinned memory does a copy to the device go on while the program does.
        if (device.type == TorchSharp.DeviceType.CUDA)
            whole = whole.pin_memory();
        whole = whole.to(device, non_blocking: true);
        return new(whole.narrow(1, 0, seq).MoveToOuterDisposeScope(), whole.narrow(1, 1, seq).MoveToOuterDisposeScope());
    }

    /// <summary>Some rows of this batch; nothing is copied.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    public TokenBatch Rows(long first, long count) => new(Inputs.narrow(0, first, count), Targets.narrow(0, first, count));
}
