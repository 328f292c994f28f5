using System.Diagnostics;
using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Train.Startup;
using static TorchSharp.torch;

namespace Cs336.Benchmarks.Generating;

/// <summary>
/// Tokens of the 17M TinyStories model at batch 1, against the time in which memory can deliver its weights, and the first token of a
/// prompt, against the time of its matrix products; both limits measured in the same process, in turn with the rest.
/// </summary>
internal static class GenerationSpeed
{
    private const int PromptTokens = 200;
    private const int Tokens = 50;
    private const long BufferBytes = 512_000_000;
    private const int ProductSize = 1024;

    public static void Print(int runs)
    {
        OpenMp.SleepWhenWaiting();
        GlibcAllocator.KeepFreedMemory();
        set_num_threads(Environment.ProcessorCount);
        using var noGradient = no_grad();
        manual_seed(1);
        using var model = new TransformerLm(new ModelConfig { VocabSize = 10_000, DFf = 1344 });
        using var buffer = zeros(BufferBytes / sizeof(float));
        var random = new Random(1);
        int[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(10_000))];
        (string Name, Func<(double First, double Each)> Measure)[] ways =
        [
            ("uncached loop", () => Time(Ids(model, prompt, DecoderKind.Uncached))),
            ("plain TorchSharp with a cache", () => Time(PlainIds(model, prompt))),
            ("the layers with a cache", () => Time(Ids(model, prompt, DecoderKind.Cached))),
            ("the kernels", () => Time(Ids(model, prompt, DecoderKind.Fused))),
        ];
        List<double> bounds = [], products = [];
        var (firsts, tokens) = (ways.Select(_ => new List<double>()).ToArray(), ways.Select(_ => new List<double>()).ToArray());
        for (var run = 0; run <= runs; run++)
        {
            foreach (var (i, way) in ways.Index())
            {
                var bound = BytesPerToken(model) / ReadRate(buffer) * 1000;
                var product = PromptFlops(model) / ProductRate() * 1000;
                var (first, each) = way.Measure();
                // The first run warms up.
                if (run == 0)
                    continue;
                bounds.Add(bound);
                products.Add(product);
                firsts[i].Add(first / product);
                tokens[i].Add(bound / each);
                Console.Error.WriteLine(FormattableString.Invariant(
                    $"{way.Name}: first {first:F1} ms, products {product:F1} ms; token {each:F2} ms, bound {bound:F2} ms"));
            }
        }
        Console.WriteLine($"\ngeneration: {SideBySide.Cpu()}, {runs} runs, medians (lowest to highest)\n");
        Console.WriteLine($"limits: a token's weights in {SideBySide.Show(bounds)} ms, a prompt's products in {SideBySide.Show(products)} ms\n");
        Console.WriteLine("| way | first token, times its products | tokens, part of the bound |\n|---|---|---|");
        foreach (var (i, way) in ways.Index())
            Console.WriteLine($"| {way.Name} | {SideBySide.Show(firsts[i])} | {SideBySide.Show(tokens[i])} |");
    }

    /// <summary>Milliseconds to the first token, and from there on for each.</summary>
    private static (double First, double Each) Time(IEnumerable<int> ids)
    {
        var stopwatch = Stopwatch.StartNew();
        var (first, count) = (0.0, 0);
        foreach (var _ in ids)
        {
            if (count++ == 0)
            {
                first = stopwatch.Elapsed.TotalMilliseconds;
                stopwatch.Restart();
            }
        }
        return (first, stopwatch.Elapsed.TotalMilliseconds / (count - 1));
    }

    /// <summary>Everything that a continuation does, sampling included.</summary>
    private static IEnumerable<int> Ids(TransformerLm model, int[] prompt, DecoderKind kind) =>
        Continuation.Of(model, prompt, new() { MaxTokens = Tokens, Decoder = kind });

    /// <summary>The highest logit each time: no sampling to pay for.</summary>
    private static IEnumerable<int> PlainIds(TransformerLm model, int[] prompt)
    {
        using var cache = new PlainCache(model);
        long[] next = [.. prompt.Select(id => (long)id)];
        for (var n = 0; n < Tokens; n++)
        {
            using (NewDisposeScope())
                next = [cache.Extend(tensor(next).unsqueeze(0)).argmax(-1).item<long>()];
            yield return (int)next[0];
        }
    }

    /// <summary>Every weight is read once for a token, but for the embeddings, of which one row is.</summary>
    private static double BytesPerToken(TransformerLm model) =>
        sizeof(float) * (double)(StateNames.CountParameters(model) - model.TokenEmbeddings.Weight.numel());

    /// <summary>Two for each weight and token, the head's for the last token alone, and two products of every pair of tokens.</summary>
    private static double PromptFlops(TransformerLm model)
    {
        var (config, head) = (model.Config, model.Head.Weight.numel());
        var matrices = BytesPerToken(model) / sizeof(float) - head;
        return 2 * matrices * PromptTokens + 2.0 * head + 4.0 * PromptTokens * PromptTokens * config.DModel * config.NLayers;
    }

    /// <summary>Bytes per second.</summary>
    private static double ReadRate(Tensor buffer) => BufferBytes / Median(() => buffer.sum().Dispose());

    /// <summary>Floating-point operations per second.</summary>
    private static double ProductRate()
    {
        using var matrix = randn(ProductSize, ProductSize);
        return 2.0 * ProductSize * ProductSize * ProductSize / Median(() => matrix.mm(matrix).Dispose());
    }

    private static double Median(Action work)
    {
        const int times = 5;
        var seconds = new List<double>();
        for (var i = 0; i <= times; i++)
        {
            var stopwatch = Stopwatch.StartNew();
            work();
            if (i > 0)
                seconds.Add(stopwatch.Elapsed.TotalSeconds);
        }
        return seconds.Order().ElementAt(times / 2);
    }
}
