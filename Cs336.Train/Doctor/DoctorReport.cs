using Cs336.Model;

namespace Cs336.Train.Doctor;

/// <summary>Everything that <c>cs336 doctor</c> says, as its JSON has it. Bytes, FLOPs per second, bytes per second.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Torch">The tensor library.</param>
/// <param name="Device">The device; null where libtorch cannot be loaded.</param>
/// <param name="Recommended">How to train here; null where that is not possible.</param>
/// <param name="Warnings">What makes training slow or short.</param>
/// <param name="Problems">What stops it.</param>
/// <param name="CanTrain">Whether nothing does.</param>
internal sealed record DoctorReport(
    MachineFacts Machine,
    TorchFacts Torch,
    DeviceFacts? Device,
    DoctorReport.Options? Recommended,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Problems,
    bool CanTrain)
{
    private const string NvidiaDriver = "/proc/driver/nvidia/version";

    /// <summary>Options of <c>cs336 train</c>.</summary>
    internal sealed record Options(ComputeType DType, int Threads);

    /// <summary>Looks at everything, which takes a few seconds.</summary>
    /// <exception cref="ConfigurationException">The name is no device's.</exception>
    public static DoctorReport Of(DoctorOptions options, TimeProvider clock)
    {
        var machine = MachineFacts.OfThisMachine(options.Run);
        var torch = TorchFacts.OfThisProcess();
        var device = torch.LoadError is null ? DeviceFacts.Of(options.Device, machine.Processor, clock) : null;
        var verdict = Verdict.Of(machine, torch, device, File.Exists(NvidiaDriver));
        return new(
            machine, torch, device,
            device?.Rates is { } rates ? new(rates.Recommended, device.Threads) : null,
            verdict.Warnings, verdict.Problems, verdict.Problems.Count == 0);
    }
}
