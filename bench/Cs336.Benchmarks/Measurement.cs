using System.Diagnostics;
using Cs336.Model;
using Cs336.Model.Data;
using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Train.Startup;
using static TorchSharp.torch;

namespace Cs336.Benchmarks;

/// <summary>What one process measures, under the start-up settings it is told to make.</summary>
internal static class Measurement
{
    public const string KeepFreedMemory = "keep-freed-memory";
    public const string SleepWhenWaiting = "sleep-when-waiting";

    private const int TimedSteps = 8;

    /// <summary>Prints one line: the name of the figure, a space, the figure.</summary>
    public static void InThisProcess(string what, string[] settings)
    {
        if (settings.Contains(SleepWhenWaiting))
            OpenMp.SleepWhenWaiting();
        if (settings.Contains(KeepFreedMemory))
            GlibcAllocator.KeepFreedMemory();
        set_num_threads(Environment.ProcessorCount);
        if (what == "allocator")
            Console.WriteLine(FormattableString.Invariant($"copy of 64 MB, GB/s|{CopyRate():F1}"));
        Console.WriteLine(FormattableString.Invariant($"training step, ms|{StepMilliseconds():F0}"));
    }

    private static double CopyRate()
    {
        const int bytes = 64_000_000;
        using var source = zeros(bytes, ScalarType.Byte);
        source.clone().Dispose();
        var stopwatch = Stopwatch.StartNew();
        const int copies = 30;
        for (var i = 0; i < copies; i++)
            source.clone().Dispose();
        return 2.0 * bytes * copies / stopwatch.Elapsed.TotalSeconds / 1e9;
    }

    /// <summary>The median step of a model of the quickstart's shape, 16 sequences of 256.</summary>
    private static double StepMilliseconds()
    {
        var config = new ModelConfig
        {
            VocabSize = 1650,
            ContextLength = 256,
            DModel = 128,
            DFf = ModelConfig.DefaultDFf(128),
            NLayers = 3,
            NHeads = 4,
        };
        using var model = new TransformerLm(config);
        using var optimizer = new AdamW(model.parameters());
        var ids = Enumerable.Range(0, 100_000).Select(i => (long)(i * 2654435761 % 1650)).ToArray();
        var sampler = new BatchSampler(TokenSequence.Of(ids), batchSize: 16, config.ContextLength, seed: 1);
        var milliseconds = new List<double>();
        for (var step = 0; step < TimedSteps + 2; step++)
        {
            var stopwatch = Stopwatch.StartNew();
            using (NewDisposeScope())
            {
                var batch = sampler.At(step, CPU);
                optimizer.zero_grad();
                CrossEntropy.Of(model.call(batch.Inputs), batch.Targets).backward();
                GradientClipping.Apply(optimizer.parameters(), 1);
                optimizer.step();
            }
            milliseconds.Add(stopwatch.Elapsed.TotalMilliseconds);
        }
        return milliseconds.Skip(2).Order().ElementAt(TimedSteps / 2);
    }
}
