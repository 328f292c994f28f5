using System.Globalization;
using Cs336.Model;
using TorchSharp;

namespace Cs336.Train.Startup;

/// <summary>Threads and devices of libtorch.</summary>
internal static class Torch
{
    /// <summary>Uses this many threads within one tensor operation; null: one per processor.</summary>
    /// <exception cref="IOException">libtorch cannot be loaded.</exception>
    public static void UseThreads(int? threads)
    {
        NativeTorch.Require();
        torch.set_num_threads(threads ?? Environment.ProcessorCount);
    }

    /// <summary>Whether CUDA rounds the operands of float32 products to TensorFloat-32. Elsewhere there is no such thing.</summary>
    public static void AllowTf32(bool allowed)
    {
        if (torch.cuda_is_available())
            torch.backends.cuda.matmul.allow_tf32 = allowed;
    }

    /// <summary>The device of that name; null: the first CUDA device where there is one, else the CPU.</summary>
    /// <exception cref="ConfigurationException">The name is no device's.</exception>
    /// <exception cref="IOException">This machine has no such device, or libtorch cannot be loaded.</exception>
    public static torch.Device DeviceNamed(string? name)
    {
        NativeTorch.Require();
        if (name is null)
            return torch.cuda_is_available() ? torch.CUDA : torch.CPU;
        var available = name switch
        {
            "cpu" => true,
            "cuda" => torch.cuda_is_available(),
            "mps" => torch.mps_is_available(),
            _ when CudaIndex(name) is { } index => torch.cuda_is_available() && index < torch.cuda.device_count(),
            _ => throw new ConfigurationException($"--device: expected cpu, cuda, cuda:N or mps; found '{name}'."),
        };
        return available ? new torch.Device(name) : throw new IOException(
            $"--device {name}: this machine, or its libtorch, has no such device.");
    }

    /// <summary>The number in <c>cuda:N</c>; null where the name is none such.</summary>
    private static int? CudaIndex(string name) => name.Split(':') is ["cuda", var index]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
