using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary>Text generation as ids, one at a time (assignment §6).</summary>
public static class Continuation
{
    /// <summary>
    /// The ids that follow a prompt, each as soon as it is drawn, until the stop id (which is left out), the limit, or the end of
    /// the model's context.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The ids to continue, at least one, at most the model's context.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="cancellation">Ends the sequence early.</param>
    /// <exception cref="ConfigurationException">The prompt does not fit, or an option is out of its range.</exception>
    public static IEnumerable<int> Of(
        TransformerLm model, IReadOnlyList<int> prompt, ContinuationOptions options, CancellationToken cancellation = default)
    {
        if (prompt.Count == 0)
            throw new ConfigurationException("The prompt is empty; expected at least one token.");
        if (prompt.Count > model.Config.ContextLength)
        {
            throw new ConfigurationException(
                $"The prompt has {prompt.Count} tokens; the model's context holds {model.Config.ContextLength}.");
        }
        if (!(options.Temperature >= 0 && double.IsFinite(options.Temperature)))
            throw new ConfigurationException(FormattableString.Invariant($"temperature must be at least 0; found {options.Temperature}."));
        NextToken.RequireTopP(options.TopP);
        return Generate(model, prompt, options, cancellation);
    }

    private static IEnumerable<int> Generate(
        TransformerLm model, IReadOnlyList<int> prompt, ContinuationOptions options, CancellationToken cancellation)
    {
        var ids = prompt.Select(id => (long)id).ToList();
        for (var n = 0; n < options.MaxTokens && ids.Count < model.Config.ContextLength; n++)
        {
            if (cancellation.IsCancellationRequested)
                yield break;
            var id = Next(model, ids, options, RandomBits.UnitAt(options.Seed, n));
            if (id == options.StopId)
                yield break;
            ids.Add(id);
            yield return id;
        }
    }

    private static int Next(TransformerLm model, List<long> ids, ContinuationOptions options, double unit)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var device = model.TokenEmbeddings.Weight.device;
        var logits = model.call(tensor(ids, [1, ids.Count], device: device))[0, -1].to(CPU);
        return options.Temperature == 0
            ? NextToken.Greedy(logits)
            : NextToken.Draw(NextToken.Distribution(logits, options.Temperature, options.TopP), unit);
    }
}
