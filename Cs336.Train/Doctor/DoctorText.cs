using System.Text;
using Cs336.Model;
using Cs336.Model.Accounting;
using Cs336.Train.Reports;

namespace Cs336.Train.Doctor;

/// <summary>A report for people.</summary>
internal static class DoctorText
{
    public static string Of(DoctorReport report)
    {
        var text = new StringBuilder();
        AddMachine(text, report.Machine);
        AddTorch(text, report.Torch);
        if (report.Device is { } device)
            AddDevice(text, device);
        foreach (var warning in report.Warnings)
            text.AppendLine($"Mind: {warning}");
        if (report.Recommended is { } options)
            text.AppendLine($"Recommended: --dtype {NameOf(options.DType)} --threads {options.Threads}");
        if (report.CanTrain)
            text.AppendLine("Training can start.");
        return text.ToString();
    }

    private static void AddMachine(StringBuilder text, MachineFacts machine)
    {
        var (memory, disk) = (machine.Memory, machine.Disk);
        text.AppendLine("Machine");
        Add(text, "system", $"{machine.System}, {machine.Architecture}, {machine.Runtime}");
        Add(text, "processor", $"{machine.Processor}");
        Add(text, "flags", string.Join(' ', machine.Processor.NotableFlags()));
        Add(text, "memory", $"{Quantity.Size(memory.TotalBytes)}, {Quantity.Size(memory.AvailableBytes)} of them available");
        Add(text, "disk", disk.FreeBytes is { } free ? $"{Quantity.Size(free)} free in {disk.Directory}" : $"not to be written: {disk.Directory}");
    }

    private static void AddTorch(StringBuilder text, TorchFacts torch)
    {
        text.AppendLine("Tensors");
        Add(text, "versions", $"TorchSharp {torch.TorchSharp}, libtorch {torch.Libtorch ?? "not loaded"}");
        Add(text, "library", torch.Library ?? "not in the program's folder");
        Add(text, "patch", torch.NativePatch switch
        {
            NativePatch.Applied => $"applied: {NativePatches.Version} is marked weak, so that an older libstdc++ will do",
            NativePatch.NotNeeded => "not needed",
            NativePatch.Missing => $"missing: the library needs {NativePatches.Version} of libstdc++; build again on this machine",
            _ => "unknown",
        });
    }

    private static void AddDevice(StringBuilder text, DeviceFacts device)
    {
        text.AppendLine($"Device {device.Name}");
        Add(text, "CUDA", device.CudaDevices == 0 ? "no device" : $"{device.CudaDevices} device{(device.CudaDevices == 1 ? "" : "s")}");
        if (device is not { Rates: { } rates, Copying: { } copying })
            return;
        Add(text, "threads", $"{device.Threads}");
        Add(text, "float32", Rate(rates.Float32));
        Add(text, "bf16", Rate(rates.BFloat16));
        Add(text, "copying", $"{Quantity.ByteRate(copying.BytesPerSecond)}, read and written");
        Add(text, "training", "a step of a tiny model works");
    }

    private static void Add(StringBuilder text, string name, string value) => text.AppendLine($"  {name,-10} {value}");

    private static string Rate(MatrixRate rate) => $"{Quantity.FlopRate(rate.FlopsPerSecond)} in matrix products of {rate.Size}³";

    private static string NameOf(ComputeType type) => type == ComputeType.BFloat16 ? "bf16" : "float32";
}
