using Cs336.Train.Reports;

namespace Cs336.Train.Doctor;

/// <summary>What the facts mean for training.</summary>
/// <param name="Problems">What stops a run from starting, a sentence each.</param>
/// <param name="Warnings">What makes it slow or short, a sentence each.</param>
internal sealed record Verdict(IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings)
{
    /// <summary>The checkpoints of the quickstart and a little more.</summary>
    public const long LeastDiskBytes = 100_000_000;

    /// <summary>libtorch and the smallest models.</summary>
    public const long LeastMemoryBytes = 300_000_000;

    private const long Little = 1_000_000_000;

    /// <summary>Judges a machine.</summary>
    /// <param name="machine">What it is.</param>
    /// <param name="torch">Its libtorch.</param>
    /// <param name="device">Its device; null where libtorch cannot be loaded.</param>
    /// <param name="hasNvidiaDriver">Whether there is a driver of NVIDIA's.</param>
    public static Verdict Of(MachineFacts machine, TorchFacts torch, DeviceFacts? device, bool hasNvidiaDriver)
    {
        var (disk, memory) = (machine.Disk, machine.Memory);
        string?[] problems =
        [
            torch.LoadError,
            device?.Error,
            disk.WriteError,
            disk.FreeBytes < LeastDiskBytes
                ? $"{disk.Directory}: the disk is full; expected at least {Quantity.Size(LeastDiskBytes)} for checkpoints, "
                    + $"found {Quantity.Size(disk.FreeBytes.Value)}."
                : null,
            memory.AvailableBytes < LeastMemoryBytes
                ? $"There is too little memory; expected at least {Quantity.Size(LeastMemoryBytes)}, "
                    + $"found {Quantity.Size(memory.AvailableBytes)}."
                : null,
        ];
        string?[] warnings =
        [
            disk.FreeBytes is >= LeastDiskBytes and < Little
                ? $"{disk.Directory} has {Quantity.Size(disk.FreeBytes.Value)} left; checkpoints of larger models take gigabytes."
                : null,
            memory.AvailableBytes is >= LeastMemoryBytes and < Little
                ? $"Only {Quantity.Size(memory.AvailableBytes)} of memory are left; small models only."
                : null,
            machine.Architecture == "X64" && machine.Processor.Flags.Count > 0 && !machine.Processor.Flags.Contains("avx2")
                ? "The processor has no AVX2; libtorch will be slow."
                : null,
            device?.Rates is { } rates && rates.BFloat16.FlopsPerSecond < rates.Float32.FlopsPerSecond / 2
                ? FormattableString.Invariant(
                    $"Products in bf16 are {rates.Float32.FlopsPerSecond / rates.BFloat16.FlopsPerSecond:F0} times as slow as in float32; ")
                    + "do not train with --dtype bf16."
                : null,
            device?.CudaDevices == 0 && hasNvidiaDriver
                ? "There is an NVIDIA driver, but this libtorch sees no CUDA device; build with -p:TorchBackend=cuda."
                : null,
        ];
        return new([.. problems.OfType<string>()], [.. warnings.OfType<string>()]);
    }
}
