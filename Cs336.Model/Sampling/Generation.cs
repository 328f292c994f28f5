using System.Runtime.InteropServices;
using Cs336.Model.Layers;

namespace Cs336.Model.Sampling;

/// <summary>
/// Several texts continued together, a token each at a time. What a text becomes depends on its prompt, its seed and the options, not on
/// its company, as far as rounding lets it.
/// </summary>
public sealed class Generation : IDisposable
{
    private readonly TransformerLm model;
    private readonly ContinuationOptions options;
    private readonly Decoder decoder;
    private readonly ContinuedText[] texts;
    private readonly double[] distribution;

    /// <summary>Texts with no token drawn yet.</summary>
    /// <param name="model">The model; its weights must stay where they are.</param>
    /// <param name="prompts">The ids to continue, each at least one.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="samples">How many texts each prompt gets; the n-th draws with the options' seed plus n, from 0.</param>
    /// <exception cref="ConfigurationException">A prompt does not fit, or an option is out of its range.</exception>
    public Generation(
        TransformerLm model, IReadOnlyList<IReadOnlyList<int>> prompts, ContinuationOptions options, int samples = 1)
    {
        Validate(model, prompts, options);
        if (samples < 1)
            throw new ConfigurationException($"samples must be at least 1; found {samples}.");
        (this.model, this.options) = (model, options);
        var context = model.Config.ContextLength;
        texts = new ContinuedText[prompts.Count * samples];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = new(i, prompts[i / samples], options.Seed + i % samples, context);
        distribution = new double[model.Config.VocabSize];
        decoder = Decoder.For(model, texts.Length, options.Decoder);
    }

    /// <summary>The texts, prompt by prompt, of each prompt sample by sample.</summary>
    public IReadOnlyList<ContinuedText> Texts => texts;

    /// <summary>Draws one more token of every text that goes on.</summary>
    /// <returns>What was drawn, in the order of the texts; nothing when all have ended.</returns>
    /// <exception cref="InvalidDataException">The model's logits are not numbers.</exception>
    public IReadOnlyList<Draw> Step()
    {
        foreach (var text in texts)
        {
            if (text.End is null && ReasonToEnd(text) is { } reason)
                End(text, reason);
        }
        Advance();
        var draws = new List<Draw>();
        foreach (var text in texts)
        {
            if (text.End is null)
                draws.Add(DrawNext(text));
        }
        return draws;
    }

    /// <summary>Ends a text.</summary>
    /// <param name="text">One of the texts.</param>
    public void End(ContinuedText text)
    {
        if (text.End is null)
            End(text, EndReason.Reader);
    }

    /// <inheritdoc/>
    public void Dispose() => decoder.Dispose();

    /// <summary>Refuses what cannot be generated.</summary>
    /// <exception cref="ConfigurationException">A prompt does not fit, or an option is out of its range.</exception>
    internal static void Validate(TransformerLm model, IReadOnlyList<IReadOnlyList<int>> prompts, ContinuationOptions options)
    {
        options.Validated();
        var (context, vocab) = (model.Config.ContextLength, model.Config.VocabSize);
        if (prompts.Count == 0)
            throw new ConfigurationException("There is no prompt; expected at least one.");
        foreach (var prompt in prompts)
        {
            if (prompt.Count == 0)
                throw new ConfigurationException("The prompt is empty; expected at least one token.");
            if (prompt.Count > context && options.OnOverflow == OverflowPolicy.Stop)
            {
                throw new ConfigurationException(
                    $"The prompt has {prompt.Count} tokens; the model's context holds {context}.");
            }
            foreach (var id in prompt)
            {
                if (id < 0 || id >= vocab)
                    throw new ConfigurationException($"The prompt holds the id {id}; the model knows the ids from 0 to {vocab - 1}.");
            }
        }
    }

    private EndReason? ReasonToEnd(ContinuedText text)
    {
        if (text.Ids.Count >= options.MaxTokens)
            return EndReason.Limit;
        var isFull = text.Window.Length == model.Config.ContextLength;
        return isFull && options.OnOverflow == OverflowPolicy.Stop ? EndReason.Context : null;
    }

    private void End(ContinuedText text, EndReason reason)
    {
        text.End = reason;
        decoder.End(text.Index);
    }

    /// <summary>Gives the decoder what it does not know yet of the texts that go on: whole windows, or the token drawn last.</summary>
    private void Advance()
    {
        var (rows, ids, beginning) = (new List<int>(), new List<int>(), new List<ContinuedText>());
        foreach (var text in texts)
        {
            if (text.End is not null)
                continue;
            if (text.MustBegin)
            {
                beginning.Add(text);
                continue;
            }
            rows.Add(text.Index);
            ids.Add(text.Window[^1]);
        }
        if (rows.Count > 0)
            decoder.Append(CollectionsMarshal.AsSpan(rows), CollectionsMarshal.AsSpan(ids));
        ContinuedText? before = null;
        foreach (var text in beginning)
        {
            // Samples of one prompt begin alike.
            if (before is not null && before.Window.SequenceEqual(text.Window))
                decoder.Copy(before.Index, text.Index);
            else
                decoder.Begin(text.Index, text.Window);
            text.MustBegin = false;
            before = text;
        }
    }

    private Draw DrawNext(ContinuedText text)
    {
        var logits = decoder.Logits(text.Index);
        for (var id = 0; id < logits.Length; id++)
        {
            if (float.IsNaN(logits[id]) || float.IsPositiveInfinity(logits[id]))
            {
                throw new InvalidDataException(
                    $"The model gives token {id} the logit {logits[id]}; expected a number. Its weights must have diverged.");
            }
            distribution[id] = logits[id];
        }
        if (options.StopId is { } stop && text.Ids.Count < options.MinTokens)
            distribution[stop] = double.NegativeInfinity;
        NextToken.Distribute(distribution, options, text.Seen);
        var drawn = TokenFilters.Draw(distribution, RandomBits.UnitAt(text.Seed, text.Ids.Count));
        var draw = new Draw(text, drawn, drawn == options.StopId, TokenFilters.MostProbable(distribution, options.Candidates));
        if (draw.IsStop)
            End(text, EndReason.StopId);
        else
            text.Add(drawn, model.Config.ContextLength);
        return draw;
    }
}
