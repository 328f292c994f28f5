using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;

namespace Cs336.Train.Prompting;

/// <summary>Continues prompts, several texts at once, and shows them as they grow.</summary>
internal sealed class Writer(TransformerLm model, BpeTokenizer tokenizer, IReadOnlyList<string> stops, OrderedOutput output)
{
    /// <summary>Continues every prompt.</summary>
    /// <param name="prompts">The prompts, which fit the model.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="samples">How many texts each prompt gets.</param>
    /// <param name="atOnce">The most texts that grow at the same time.</param>
    /// <param name="cancellation">Ends all of them.</param>
    /// <returns>The texts in their order.</returns>
    public IReadOnlyList<WrittenText> Continue(
        IReadOnlyList<Prompt> prompts, ContinuationOptions options, int samples, int atOnce, CancellationToken cancellation)
    {
        var texts = new List<WrittenText>();
        var promptsAtOnce = Math.Max(1, atOnce / samples);
        var samplesAtOnce = Math.Min(samples, atOnce);
        foreach (var batch in prompts.Chunk(promptsAtOnce))
        {
            for (var first = 0; first < samples && !cancellation.IsCancellationRequested; first += samplesAtOnce)
            {
                var count = Math.Min(samplesAtOnce, samples - first);
                texts.AddRange(ContinueTogether(batch, options with { Seed = options.Seed + first }, first, count, cancellation));
            }
        }
        return texts;
    }

    private List<WrittenText> ContinueTogether(
        Prompt[] prompts, ContinuationOptions options, int firstSample, int samples, CancellationToken cancellation)
    {
        using var generation = new Generation(model, [.. prompts.Select(prompt => prompt.Ids)], options, samples);
        var texts = generation.Texts.Select((text, i) => new WrittenText(
            prompts[i / samples], firstSample + i % samples, text, tokenizer, stops, options.MinTokens)).ToList();
        texts.ForEach(output.Begin);
        while (!cancellation.IsCancellationRequested && generation.Step() is { Count: > 0 } draws)
        {
            foreach (var draw in draws)
            {
                var text = texts[draw.Text.Index];
                output.Grow(text, text.Take(draw));
                if (text.StoppedBy is not null)
                    generation.End(draw.Text);
            }
            EndThoseThatHave();
        }
        EndThoseThatHave();
        // Interrupted: what there is of them.
        foreach (var text in texts.Where(text => !text.HasEnded))
            output.End(text);
        return texts;

        void EndThoseThatHave()
        {
            foreach (var text in texts)
            {
                if (!text.HasEnded && text.Continued.End is not null)
                    output.End(text);
            }
        }
    }
}
