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
    public static TokenBatch Of(IReadOnlyList<long[]> windows, Device device)
    {
        var (batch, seq) = (windows.Count, windows[0].Length - 1);
        var ids = new long[batch * (seq + 1)];
        for (int row = 0; row < batch; row++)
            windows[row].CopyTo(ids, row * (seq + 1));
        using var whole = tensor(ids, [batch, seq + 1]).to(device, disposeAfter: true, non_blocking: true);
        return new(whole.narrow(1, 0, seq), whole.narrow(1, 1, seq));
    }
}
