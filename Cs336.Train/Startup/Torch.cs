using Cs336.Model;
using TorchSharp;

namespace Cs336.Train.Startup;

/// <summary>Threads and devices of libtorch.</summary>
internal static class Torch
{
    /// <summary>Uses this many threads within one tensor operation; null: one per processor.</summary>
    public static void UseThreads(int? threads) => torch.set_num_threads(threads ?? Environment.ProcessorCount);

    /// <summary>The device of that name; null: the first CUDA device where there is one, else the CPU.</summary>
    /// <exception cref="ConfigurationException">The name is no device's.</exception>
    /// <exception cref="IOException">This machine has no such device.</exception>
    public static torch.Device DeviceNamed(string? name)
    {
        if (name is null)
            return torch.cuda_is_available() ? torch.CUDA : torch.CPU;
        var (type, index) = name.Split(':', 2) is [var first, var second] ? (first, second) : (name, null);
        var available = type switch
        {
            "cpu" => index is null,
            "cuda" => torch.cuda_is_available() && (index is null || (int.TryParse(index, out var n) && n >= 0 && n < torch.cuda.device_count())),
            "mps" => torch.mps_is_available() && index is null,
            _ => throw new ConfigurationException($"--device: expected cpu, cuda, cuda:N or mps; found '{name}'."),
        };
        return available ? new torch.Device(name) : throw new IOException($"--device {name}: this machine, or its libtorch, has no such device.");
    }
}
