using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Model.State;
using Cs336.Tokenizer;
using Cs336.Train.Configuration;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Training;

/// <summary>The text that a run writes at each evaluation, always from the same beginning and the same draws.</summary>
internal sealed class EvaluationSample
{
    private readonly RunDirectory run;
    private readonly TransformerLm model;
    private readonly BpeTokenizer tokenizer;
    private readonly int[] prompt;
    private readonly ContinuationOptions options;

    private EvaluationSample(RunDirectory run, TransformerLm model, BpeTokenizer tokenizer, int maxTokens)
    {
        (this.run, this.model, this.tokenizer) = (run, model, tokenizer);
        prompt = tokenizer.Encode(SpecialToken.EndOfText);
        options = new ContinuationOptions { MaxTokens = maxTokens, Temperature = 0.8, TopP = 0.95, StopId = prompt is [var only] ? only : null };
    }

    /// <summary>The samples of a run; null where none are wanted or no tokenizer is known.</summary>
    public static EvaluationSample? Of(RunDirectory run, RunConfig config, TransformerLm model) =>
        config.SampleTokens > 0 && run.HoldsTokenizer
            ? new(run, model, BpeTokenizer.Load(run.TokenizerDirectory), config.SampleTokens)
            : null;

    /// <summary>Writes the text after a step into <c>samples/</c>.</summary>
    public void Write(long step)
    {
        var ids = Continuation.Of(model, prompt, options).ToArray();
        Directory.CreateDirectory(run.SamplesDirectory);
        AtomicFile.Write(
            Path.Combine(run.SamplesDirectory, Checkpoint.NameOf(step) + ".txt"), System.Text.Encoding.UTF8.GetBytes(tokenizer.Decode(ids) + "\n"));
    }
}
