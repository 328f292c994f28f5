using System.Text.Json;
using Cs336.Model;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 generate</c></summary>
internal static class GenerateCommand
{
    private sealed record Result(string Checkpoint, IReadOnlyList<int> PromptIds, IReadOnlyList<int> Ids, string Text);

    public static void Run(GenerateOptions options, CancellationToken cancellation)
    {
        Torch.UseThreads(options.Threads);
        using var loaded = LoadedModel.Of(options.Run, options.Checkpoint, options.Tokenizer, options.Device);
        Tracing.Follow(loaded.Model, options.TraceShapes);
        var tokenizer = loaded.Tokenizer
            ?? throw new ConfigurationException("There is no tokenizer beside this checkpoint; expected --tokenizer.");
        var prompt = PromptIds(options.Prompt, tokenizer);
        var continuation = Continuation.Of(
            loaded.Model,
            prompt,
            new()
            {
                MaxTokens = options.MaxTokens,
                Temperature = options.Temperature,
                TopP = options.TopP,
                Seed = options.Seed,
                StopId = tokenizer.TryGetId(SpecialToken.EndOfText, out var id) ? id : null,
            },
            cancellation);
        Console.Error.WriteLine($"Checkpoint: {loaded.Description}.");
        var generated = options.Json
            ? PrintJson(loaded.Description, prompt, continuation, tokenizer, cancellation)
            : Stream(continuation, tokenizer, cancellation);
        if (prompt.Length + generated == loaded.Model.Config.ContextLength && generated < options.MaxTokens)
            Console.Error.WriteLine($"The model's context of {loaded.Model.Config.ContextLength} tokens is full.");
    }

    private static int Stream(IEnumerable<int> continuation, BpeTokenizer tokenizer, CancellationToken cancellation)
    {
        var generated = 0;
        foreach (var text in tokenizer.DecodeStream(continuation.Select(token => { generated++; return token; })))
        {
            Console.Write(text);
            Console.Out.Flush();
        }
        Console.WriteLine();
        cancellation.ThrowIfCancellationRequested();
        return generated;
    }

    private static int PrintJson(
        string checkpoint, int[] prompt, IEnumerable<int> continuation, BpeTokenizer tokenizer, CancellationToken cancellation)
    {
        int[] ids = [.. continuation];
        cancellation.ThrowIfCancellationRequested();
        Console.WriteLine(JsonSerializer.Serialize(new Result(checkpoint, prompt, ids, tokenizer.Decode(ids)), JsonFile.Options));
        return ids.Length;
    }

    /// <summary>An empty prompt is the start of a document.</summary>
    private static int[] PromptIds(string prompt, BpeTokenizer tokenizer)
    {
        if (prompt.Length > 0)
            return tokenizer.Encode(prompt);
        return tokenizer.TryGetId(SpecialToken.EndOfText, out var id)
            ? [id]
            : throw new ConfigurationException(
                $"--prompt: the tokenizer has no {SpecialToken.EndOfText} to begin a text with; expected at least one character.");
    }
}
