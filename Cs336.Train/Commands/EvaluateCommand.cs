using System.Text.Json;
using Cs336.Model;
using Cs336.Model.Data;
using Cs336.Model.Training;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 evaluate</c></summary>
internal static class EvaluateCommand
{
    private sealed record Result(
        string Checkpoint, long Step, string Data, long Tokens, double Loss, double Perplexity, double? BitsPerByte);

    public static void Run(EvaluateOptions options, CancellationToken cancellation)
    {
        Torch.UseThreads(options.Threads);
        using var loaded = LoadedModel.Of(options.Run, options.Checkpoint, tokenizerPath: null, options.Device);
        Tracing.Follow(loaded.Model, options.TraceShapes);
        using var tokens = TokenFile.Open(options.Data);
        var config = loaded.State.Config;
        RequireFit(options.Data, tokens, loaded);
        var windows = Evaluation.StridedWindows(tokens.Count, config.Model.ContextLength, StrideOf(options, config.Model.ContextLength));
        var batchSize = options.BatchSize ?? config.BatchSize;
        var targets = tokens.Count - 1;
        var loss = Progress.Run("Evaluating", options.Quiet || options.Json, report =>
        {
            var progress = new ImmediateProgress<long>(done => report(
                (double)done / targets, FormattableString.Invariant($"{done:N0} of {targets:N0} tokens")));
            return Evaluation.Of(loaded.Model, tokens, windows, batchSize, loaded.Device, progress, cancellation);
        });
        var bytes = loaded.Tokenizer is null ? (long?)null : LengthOf(tokens, loaded.Tokenizer);
        var bitsPerByte = loss.Nats / Math.Log(2) / bytes;
        Print(options, new(
            loaded.Description, loaded.State.Step, options.Data, loss.Targets, loss.Mean, loss.Perplexity, bitsPerByte));
    }

    private static int StrideOf(EvaluateOptions options, int contextLength) => options.Stride is { } stride && stride > contextLength
        ? throw new ConfigurationException($"--stride: expected at most the model's context, {contextLength}; found {stride}.")
        : options.Stride ?? contextLength;

    private static void RequireFit(string data, TokenFile tokens, LoadedModel loaded)
    {
        var model = loaded.State.Config.Model;
        TokenSequence.RequireWindow(tokens.Count, model.ContextLength, data);
        if (TokenFileInfo.Find(data) is { } info && loaded.State.TokenizerSha256 is { } expected && info.TokenizerSha256 != expected)
        {
            throw new ConfigurationException(
                $"{data}: the tokenizer that encoded it does not match the checkpoint; expected SHA-256 {expected}, "
                + $"found {info.TokenizerSha256}.");
        }
        tokens.RequireIdsBelow(model.VocabSize);
    }

    /// <summary>The bytes of every token but the first, which nothing predicts.</summary>
    private static long LengthOf(TokenFile tokens, BpeTokenizer tokenizer)
    {
        var lengths = Enumerable.Range(0, tokenizer.VocabularySize)
            .Select(id => tokenizer.TryGetToken(id, out var bytes) ? bytes.Length : 0)
            .ToArray();
        var total = 0L;
        var window = new long[1 << 16];
        for (var start = 1L; start < tokens.Count; start += window.Length)
        {
            var ids = window.AsSpan(0, (int)Math.Min(window.Length, tokens.Count - start));
            tokens.CopyTo(start, ids);
            foreach (var id in ids)
                total += lengths[id];
        }
        return total;
    }

    private static void Print(EvaluateOptions options, Result result)
    {
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, JsonFile.Options));
            return;
        }
        Console.WriteLine($"Checkpoint: {result.Checkpoint}.");
        Console.WriteLine(FormattableString.Invariant(
            $"{result.Data}: {result.Tokens:N0} tokens, loss {result.Loss:F4} nats per token, perplexity {result.Perplexity:F2}")
            + (result.BitsPerByte is { } bits ? FormattableString.Invariant($", {bits:F4} bits per byte.") : "."));
    }
}
