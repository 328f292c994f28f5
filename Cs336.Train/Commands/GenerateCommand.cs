using Cs336.Model;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 generate</c></summary>
internal static class GenerateCommand
{
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
        var generated = 0;
        foreach (var text in tokenizer.DecodeStream(continuation.Select(token => { generated++; return token; })))
        {
            Console.Write(text);
            Console.Out.Flush();
        }
        Console.WriteLine();
        cancellation.ThrowIfCancellationRequested();
        if (prompt.Length + generated == loaded.Model.Config.ContextLength && generated < options.MaxTokens)
            Console.Error.WriteLine($"The model's context of {loaded.Model.Config.ContextLength} tokens is full.");
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
