using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary>From logits to the next token (assignment §6).</summary>
public static class NextToken
{
    /// <summary>
    /// The distribution to draw from, <c>[..., vocab] → [..., vocab]</c>, float64: <c>softmax(logits / temperature)</c>, restricted
    /// to the smallest set of most probable tokens whose mass is at least <paramref name="topP"/>, and renormalised (nucleus
    /// sampling; Holtzman et al. 2020). Of equally probable tokens the lower id comes first.
    /// </summary>
    /// <param name="logits">Logits, <c>[..., vocab]</c>.</param>
    /// <param name="temperature">Positive; below 1 sharpens, above 1 flattens.</param>
    /// <param name="topP">In (0, 1]; 1 keeps every token.</param>
    /// <exception cref="ConfigurationException">A setting is out of its range.</exception>
    public static Tensor Distribution(Tensor logits, double temperature, double topP)
    {
        if (temperature == 0)
            throw new ConfigurationException("temperature must be positive; found 0.");
        return Distribution(logits, new ContinuationOptions { Temperature = temperature, TopP = topP });
    }

    /// <summary>
    /// The distribution to draw from under any options, <c>[..., vocab] → [..., vocab]</c>, float64; at temperature 0 all of it is on
    /// the most probable token.
    /// </summary>
    /// <param name="logits">Logits, <c>[..., vocab]</c>, finite, or minus infinity where a token cannot come.</param>
    /// <param name="options">Which tokens to keep; what concerns whole texts plays no part.</param>
    /// <param name="seen">The tokens that the text holds already, for the repetition penalty.</param>
    /// <exception cref="ConfigurationException">A setting is out of its range.</exception>
    public static Tensor Distribution(Tensor logits, ContinuationOptions options, IReadOnlyCollection<int>? seen = null)
    {
        options.Validated();
        using var scope = NewDisposeScope();
        var all = logits.detach().to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray();
        var vocab = (int)logits.shape[^1];
        for (var start = 0; start < all.Length; start += vocab)
            Distribute(all.AsSpan(start, vocab), options, seen ?? []);
        return tensor(all, logits.shape, device: logits.device).MoveToOuterDisposeScope();
    }

    /// <summary>The id of the highest logit, the lowest of them where several are equal.</summary>
    /// <param name="logits">Logits, <c>[vocab]</c>.</param>
    public static int Greedy(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return Greedy(logits.detach().to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray());
    }

    /// <summary>The id whose part of [0, 1) holds <paramref name="unit"/>, the ids' parts lying side by side in their order.</summary>
    /// <param name="distribution">Probabilities, <c>[vocab]</c>, summing to one.</param>
    /// <param name="unit">A uniform draw from [0, 1).</param>
    public static int Draw(Tensor distribution, double unit)
    {
        using var scope = NewDisposeScope();
        return TokenFilters.Draw(distribution.detach().to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray(), unit);
    }

    /// <summary>From the logits of one text to the distribution to draw from, in place.</summary>
    internal static void Distribute(Span<double> logits, ContinuationOptions options, IReadOnlyCollection<int> seen)
    {
        if (options.RepetitionPenalty != 1)
            TokenFilters.Penalise(logits, seen, options.RepetitionPenalty);
        if (options.Temperature == 0)
        {
            var best = Greedy(logits);
            logits.Clear();
            logits[best] = 1;
            return;
        }
        TokenFilters.Softmax(logits, options.Temperature);
        if (options.TopK is { } count)
            TokenFilters.KeepTopK(logits, count);
        TokenFilters.KeepTopP(logits, options.TopP);
        TokenFilters.KeepMinP(logits, options.MinP);
    }

    private static int Greedy(ReadOnlySpan<double> logits)
    {
        var best = 0;
        for (var id = 1; id < logits.Length; id++)
        {
            if (logits[id] > logits[best])
                best = id;
        }
        return best;
    }
}
