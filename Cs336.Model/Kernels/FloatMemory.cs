using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Cs336.Model.Kernels;

/// <summary>
/// The numbers of a contiguous float32 tensor on the CPU, in place: what is written here is written to the tensor. It shares the
/// tensor's storage, so that it stays valid when the tensor is disposed.
/// </summary>
internal sealed unsafe class FloatMemory : IDisposable
{
    private readonly float* start;

    /// <summary>The numbers of <paramref name="tensor"/>.</summary>
    /// <exception cref="ArgumentException">The tensor is of another type, on another device, or not contiguous.</exception>
    public FloatMemory(Tensor tensor)
    {
        if (!Fits(tensor))
            throw new ArgumentException($"Kernel: expected a contiguous float32 tensor on the CPU; found {tensor.dtype} on {tensor.device}.");
        Tensor = tensor.detach();
        Tensor.DetachFromDisposeScope();
        using var flat = Tensor.view(-1);
        using var first = flat.narrow(0, 0, Math.Min(1, flat.shape[0]));
        start = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
        Columns = (int)Tensor.shape[^1];
        Rows = (int)(Tensor.numel() / Math.Max(1, Columns));
    }

    /// <summary>The tensor itself.</summary>
    public Tensor Tensor { get; }

    /// <summary>The product of all sizes but the last.</summary>
    public int Rows { get; }

    /// <summary>The last size.</summary>
    public int Columns { get; }

    /// <summary>Whether a tensor can be read in place.</summary>
    public static bool Fits(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 && tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous();

    /// <summary>One row.</summary>
    public Span<float> Row(int row) => Slice((long)row * Columns, Columns);

    /// <summary>Numbers that lie side by side.</summary>
    public Span<float> Slice(long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, (long)Rows * Columns);
        return new(start + from, count);
    }

    public void Dispose() => Tensor.Dispose();
}
