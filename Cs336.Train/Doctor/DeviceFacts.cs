using System.Runtime.InteropServices;
using Cs336.Annotations;
using Cs336.Model.Accounting;
using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Train.Startup;
using static TorchSharp.torch;

namespace Cs336.Train.Doctor;

/// <summary>The device that would train, and what it can do.</summary>
/// <param name="Name">The device.</param>
/// <param name="CudaDevices">How many CUDA devices this libtorch sees.</param>
/// <param name="Threads">Threads with which it was measured: of the counts worth trying, the faster.</param>
/// <param name="Rates">Matrix products; null where the device does not work.</param>
/// <param name="Copying">Copying; null where the device does not work.</param>
/// <param name="Error">Why a training step does not work on it; null where it does.</param>
internal sealed record DeviceFacts(string Name, int CudaDevices, int Threads, MatrixRates? Rates, CopyRate? Copying, string? Error)
{
    /// <summary>Measures a device; only where libtorch can be loaded.</summary>
    /// <param name="name">Its name; null: the best one there is.</param>
    /// <param name="processor">The thread counts to try.</param>
    /// <param name="clock">Measures the seconds.</param>
    /// <exception cref="Model.ConfigurationException">The name is no device's.</exception>
    public static DeviceFacts Of(string? name, ProcessorFacts processor, TimeProvider clock)
    {
        var cudaDevices = cuda_is_available() ? cuda.device_count() : 0;
        try
        {
            var device = Torch.DeviceNamed(name);
            TryTrainingStep(device);
            var threads = FasterThreads(device, processor, clock);
            Torch.UseThreads(threads);
            return new($"{device}", cudaDevices, threads, MatrixRates.Measure(device, clock), CopyRate.Measure(device, clock), null);
        }
        catch (Exception error) when (error is IOException or ExternalException)
        {
            return new(name ?? "cpu", cudaDevices, processor.PhysicalCores, null, null, error.Message.Split('\n')[0]);
        }
    }

    /// <summary>One thread per core, or one per thread that the cores run at once.</summary>
    private static int FasterThreads(Device device, ProcessorFacts processor, TimeProvider clock)
    {
        int[] counts = [processor.LogicalCores, processor.PhysicalCores];
        if (counts.Distinct().Count() == 1 || device.type != TorchSharp.DeviceType.CPU)
            return processor.LogicalCores;
        return counts.MaxBy(threads =>
        {
            Torch.UseThreads(threads);
            return MatrixRate.Measure(device, Model.ComputeType.Float32, clock).FlopsPerSecond;
        });
    }

    /// <summary>Whatever training needs, once, on a model of a few hundred parameters.</summary>
    /// <exception cref="IOException">What comes out is not finite.</exception>
    private static void TryTrainingStep(Device device)
    {
        using var scope = NewDisposeScope();
        using var model = new TransformerLm(
            new() { VocabSize = 8, ContextLength = 4, DModel = 8, DFf = 8, NLayers = 1, NHeads = 2 }, new Placement(device));
        using var optimizer = new AdamW(model.parameters());
        var ids = arange(8, ScalarType.Int64, device).reshape(2, 4);
        var loss = CrossEntropy.Of(model.call(ids), ids);
        loss.backward();
        var norm = GradientClipping.Apply(optimizer.parameters(), 1).item<float>();
        optimizer.step();
        if (!float.IsFinite(loss.item<float>()) || !float.IsFinite(norm))
            throw new IOException($"{device}: a training step of a tiny model is not finite: loss {loss.item<float>()}, gradient norm {norm}.");
    }
}
