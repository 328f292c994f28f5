using Cs336.Model;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;
using Cs336.Train.Prompting;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 generate</c></summary>
internal static class GenerateCommand
{
    /// <summary>How many candidates an explanation names.</summary>
    private const int Candidates = 10;

    public static void Run(GenerateOptions options, Interruption interruption)
    {
        Torch.UseThreads(options.Threads);
        using var loaded = LoadedModel.Of(options.Run, options.Checkpoint, options.Tokenizer, options.Device);
        Tracing.Follow(loaded.Model, options.TraceShapes);
        var tokenizer = loaded.Tokenizer
            ?? throw new ConfigurationException("There is no tokenizer beside this checkpoint; expected --tokenizer.");
        var continuation = ContinuationOf(options, tokenizer).Validated();
        if (options.Interactive)
        {
            Console.Error.WriteLine($"Checkpoint: {loaded.Description}.");
            new InteractiveLoop(loaded.Model, tokenizer, options, continuation, Console.In, interruption).Run();
            return;
        }
        var prompts = options.Prompts is { } path
            ? Prompt.ReadAll(path, Console.In, tokenizer)
            : [Prompt.Of(options.Prompt, "--prompt", tokenizer)];
        foreach (var prompt in prompts)
            RequireFit(prompt, options, loaded.Model.Config.ContextLength);
        Console.Error.WriteLine($"Checkpoint: {loaded.Description}.");
        foreach (var prompt in prompts)
            SayWhatIsDropped(prompt, loaded.Model.Config.ContextLength);
        var output = new OrderedOutput(FormatOf(options, tokenizer, prompts.Count * options.Samples > 1), Console.Out);
        var texts = new Writer(loaded.Model, tokenizer, options.Stop, output)
            .Continue(prompts, continuation, options.Samples, options.BatchSize, interruption.Token);
        interruption.Token.ThrowIfCancellationRequested();
        if (texts.Any(text => text.Continued.End == EndReason.Context))
            Console.Error.WriteLine($"The model's context of {loaded.Model.Config.ContextLength} tokens is full.");
    }

    /// <summary>How texts appear.</summary>
    internal static TextFormat FormatOf(GenerateOptions options, BpeTokenizer tokenizer, bool several)
    {
        if (options.Json)
            return new JsonFormat(tokenizer, options.Echo, options.Explain);
        var plain = new PlainFormat(several, options.Echo);
        return options.Explain ? new ExplainFormat(plain, tokenizer) : plain;
    }

    /// <summary>Refuses a prompt that is longer than the context, unless that slides.</summary>
    /// <exception cref="ConfigurationException">It is.</exception>
    internal static void RequireFit(Prompt prompt, GenerateOptions options, int context)
    {
        if (prompt.Ids.Count > context && options.OnOverflow == "stop")
        {
            throw new ConfigurationException(
                $"{prompt.Where}: the prompt has {prompt.Ids.Count} tokens; the model's context holds {context} "
                + "(--on-overflow slide goes on from the prompt's end).");
        }
    }

    /// <summary>Says so where the model will not see a prompt's beginning.</summary>
    internal static void SayWhatIsDropped(Prompt prompt, int context)
    {
        if (prompt.Ids.Count > context)
        {
            Console.Error.WriteLine(
                $"{prompt.Where}: the prompt has {prompt.Ids.Count} tokens; the model's context holds {context}, "
                + $"so that only the last {Math.Max(1, context / 2)} are kept.");
        }
    }

    private static ContinuationOptions ContinuationOf(GenerateOptions options, BpeTokenizer tokenizer) => new()
    {
        MaxTokens = options.MaxTokens,
        MinTokens = options.MinTokens,
        RepetitionPenalty = options.RepetitionPenalty,
        Temperature = options.Temperature,
        TopK = options.TopK,
        TopP = options.TopP,
        MinP = options.MinP,
        Seed = options.Seed,
        StopId = tokenizer.TryGetId(SpecialToken.EndOfText, out var id) ? id : null,
        OnOverflow = options.OnOverflow == "slide" ? OverflowPolicy.Slide : OverflowPolicy.Stop,
        // Only there does every call go through the modules whose shapes are to be seen.
        Decoder = options.NoCache || options.TraceShapes ? DecoderKind.Uncached : DecoderKind.Automatic,
        Candidates = options.Explain ? Candidates : 0,
    };
}
