using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Train.Startup;
using static TorchSharp.torch;

namespace Cs336.Benchmarks.Generating;

/// <summary>What a long text does to the memory of the process: 4,000 tokens of the 17M TinyStories model, whose context of 256 slides.</summary>
internal static class GenerationMemory
{
    private const int Tokens = 4_000;
    private const int Interval = 500;

    public static void Print()
    {
        OpenMp.SleepWhenWaiting();
        GlibcAllocator.KeepFreedMemory();
        set_num_threads(Environment.ProcessorCount);
        manual_seed(1);
        using var model = new TransformerLm(new ModelConfig { VocabSize = 10_000, DFf = 1344 });
        var options = new ContinuationOptions { MaxTokens = Tokens, OnOverflow = OverflowPolicy.Slide };
        Console.WriteLine($"\ngeneration-memory: {SideBySide.Cpu()}, {Tokens} tokens, no collection asked for\n");
        Console.WriteLine("| token | resident, MB | of it anonymous, MB | managed, allocated per token, KB | collections so far | live tensors |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var (count, before) = (0, GC.GetTotalAllocatedBytes(precise: true));
        foreach (var _ in Continuation.Of(model, [1, 2, 3], options))
        {
            if (++count % Interval != 0)
                continue;
            var allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e3 / Interval;
            Console.WriteLine(
                FormattableString.Invariant($"| {count} | {ResidentMemory.Megabytes("VmRSS"):F1} | {ResidentMemory.Megabytes("RssAnon"):F1} ")
                + FormattableString.Invariant($"| {allocated:F1} | {GC.CollectionCount(0)} | {Tensor.TotalCount} |"));
            before = GC.GetTotalAllocatedBytes(precise: true);
        }
    }
}
