using System.Diagnostics;
using Cs336.Annotations;
using Cs336.Model.Data;
using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.Training;
using static TorchSharp.torch;

namespace Cs336.Train.Quickstart;

/// <summary>How long a training step takes on this machine, to fit a run into the time there is.</summary>
internal static class StepRate
{
    private const int WarmupSteps = 3;
    private const int TimedSteps = 5;

    /// <summary>Seconds of one step, the median of a few after a warm-up, on a model that is thrown away.</summary>
    public static double SecondsPerStep(TrainingConfig config, TokenSequence tokens, Device device)
    {
        using var model = new TransformerLm(config.Model, new Placement(device));
        using var optimizer = new AdamW(model.parameters());
        var sampler = new BatchSampler(tokens, config.BatchSize, config.Model.ContextLength, config.Seed);
        var seconds = new List<double>();
        for (var step = 0; step < WarmupSteps + TimedSteps; step++)
        {
            var stopwatch = Stopwatch.StartNew();
            using (NewDisposeScope())
            {
                var batch = sampler.At(step, device);
                optimizer.zero_grad();
                CrossEntropy.Of(model.call(batch.Inputs), batch.Targets).backward();
                // Reading the norm waits for the device.
                _ = GradientClipping.Apply(optimizer.parameters(), config.Clip).item<float>();
                optimizer.step();
            }
            seconds.Add(stopwatch.Elapsed.TotalSeconds);
        }
        return seconds.Skip(WarmupSteps).Order().ElementAt(TimedSteps / 2);
    }
}
