using Cs336.Model.Data;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.Training;
using Cs336.Train.Startup;
using TorchSharp;
using static TorchSharp.torch;

namespace Cs336.Benchmarks;

/// <summary>What 2,000 steps of training do to the memory of the process: resident bytes, and tensors that live.</summary>
internal static class MemoryGrowth
{
    private const int Steps = 2_000;
    private const int Interval = 200;

    public static void Print()
    {
        OpenMp.SleepWhenWaiting();
        GlibcAllocator.KeepFreedMemory();
        set_num_threads(Environment.ProcessorCount);
        var config = new TrainingConfig
        {
            Model = new() { VocabSize = 512, ContextLength = 64, DModel = 64, NLayers = 2, NHeads = 4 },
            Steps = Steps,
            BatchSize = 8,
            EvalInterval = 100,
            EvalBatches = 4,
            CheckpointInterval = Steps,
        };
        using var model = new TransformerLm(config.Model);
        using var optimizer = new AdamW(model.parameters());
        var ids = TokenSequence.Of([.. Enumerable.Range(0, 100_000).Select(i => (long)(i * 2654435761 % 512))]);
        using var batches = new PreparedBatches(new BatchSampler(ids, config.BatchSize, config.Model.ContextLength, seed: 1));
        Console.WriteLine($"\nmemory: {SideBySide.Cpu()}, {Steps} steps, no collection asked for\n");
        Console.WriteLine("| step | resident, MB | of it anonymous, MB | managed heap, MB | live tensors | freed by the finalizer so far |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var trainer = new Trainer(
            model, optimizer, config, batches, ids.Slice(90_000, 10_000), CPU, new Rows(), TimeProvider.System);
        trainer.Run(TrainingPosition.Start, CancellationToken.None);
    }

    private sealed class Rows : ITrainingCallback
    {
        // What this thread made and did not dispose, less what lives, is the finalizer's work.
        private readonly long finalizedBefore = DisposeScopeManager.Statistics.ThreadTotalLiveCount - Tensor.TotalCount;

        public void OnMetrics(Metrics metrics)
        {
            if (metrics.ValidationLoss is null || metrics.Step % Interval != 0)
                return;
            var finalized = DisposeScopeManager.Statistics.ThreadTotalLiveCount - Tensor.TotalCount - finalizedBefore;
            Console.WriteLine(FormattableString.Invariant(
                $"| {metrics.Step} | {ResidentMemory.Megabytes("VmRSS"):F1} | {ResidentMemory.Megabytes("RssAnon"):F1} | {GC.GetTotalMemory(false) / 1e6:F1} ")
                + FormattableString.Invariant($"| {Tensor.TotalCount} | {finalized} |"));
        }

        public void OnCheckpoint(TrainingPosition position)
        {
        }
    }
}
