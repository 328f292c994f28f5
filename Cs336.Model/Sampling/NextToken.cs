using Cs336.Model.Functional;
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
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ConfigurationException(FormattableString.Invariant($"temperature must be positive; found {temperature}."));
        RequireTopP(topP);
        using var scope = NewDisposeScope();
        // In float64, so that a set whose mass hits p exactly is recognised as such.
        var wide = logits.to(ScalarType.Float64);
        // Shifted before the division: near temperature 0 the quotients of large logits would all be infinite.
        var probabilities = Softmax.Of((wide - wide.amax([-1], keepdim: true)) / temperature, dim: -1);
        return (topP == 1 ? probabilities : Nucleus(probabilities, topP)).MoveToOuterDisposeScope();
    }

    /// <summary>The id of the highest logit, the lowest of them where several are equal.</summary>
    /// <param name="logits">Logits, <c>[vocab]</c>.</param>
    public static int Greedy(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return (int)(logits == logits.max()).nonzero()[0].item<long>();
    }

    /// <summary>The id whose part of [0, 1) holds <paramref name="unit"/>, the ids' parts lying side by side in their order.</summary>
    /// <param name="distribution">Probabilities, <c>[vocab]</c>, summing to one.</param>
    /// <param name="unit">A uniform draw from [0, 1).</param>
    public static int Draw(Tensor distribution, double unit)
    {
        using var scope = NewDisposeScope();
        // In float64, so that a draw just below 1 stays below 1.
        var cumulative = distribution.to(ScalarType.Float64).cumsum(0);
        var total = cumulative[^1];
        // The first id whose cumulative mass exceeds the draw: it has a probability above zero.
        return (int)(cumulative <= total * unit).sum().item<long>();
    }

    /// <summary>Refuses a mass that is not in (0, 1].</summary>
    internal static void RequireTopP(double topP)
    {
        if (!(topP is > 0 and <= 1))
            throw new ConfigurationException(FormattableString.Invariant($"top-p must be above 0 and at most 1; found {topP}."));
    }

    private static Tensor Nucleus(Tensor probabilities, double topP)
    {
        var (sorted, order) = sort(probabilities, dim: -1, descending: true, stable: true);
        var massBefore = sorted.cumsum(-1).roll(1, -1);
        massBefore.select(-1, 0).zero_();
        var kept = sorted.masked_fill(massBefore >= topP, 0);
        return zeros_like(probabilities).scatter_(-1, order, kept / kept.sum(-1, keepdim: true));
    }
}
