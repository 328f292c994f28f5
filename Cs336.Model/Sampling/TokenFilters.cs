using System.Numerics;
using System.Runtime.InteropServices;

namespace Cs336.Model.Sampling;

/// <summary>
/// What is done to the logits of one text, <c>[vocab]</c>, before a token is drawn. In float64, so that a set whose mass hits p exactly
/// is recognised as such.
/// </summary>
internal static class TokenFilters
{
    /// <summary>So few values are sorted rather than halved again.</summary>
    private const int Few = 64;

    /// <summary>Divides the positive logits of tokens that were there already, and multiplies the negative ones (Keskar et al. 2019).</summary>
    public static void Penalise(Span<double> logits, IEnumerable<int> seen, double penalty)
    {
        foreach (var id in seen)
            logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
    }

    /// <summary><c>softmax(logits / temperature)</c> in place.</summary>
    public static void Softmax(Span<double> logits, double temperature)
    {
        var max = double.NegativeInfinity;
        foreach (var logit in logits)
            max = Math.Max(max, logit);
        // Shifted before the division: near temperature 0 the quotients of large logits would all be infinite.
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(logits);
        var (maxima, divisors) = (new Vector<double>(max), new Vector<double>(temperature));
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = Vector.Exp((vectors[i] - maxima) / divisors);
        for (var i = vectors.Length * Vector<double>.Count; i < logits.Length; i++)
            logits[i] = Math.Exp((logits[i] - max) / temperature);
        Normalise(logits);
    }

    /// <summary>Keeps the <paramref name="count"/> most probable tokens, of equally probable ones the lower ids.</summary>
    public static void KeepTopK(Span<double> probabilities, int count)
    {
        if (count < probabilities.Length)
        {
            KeepPrefix(probabilities, count, weigh: (_, tokens) => tokens);
            Normalise(probabilities);
        }
    }

    /// <summary>
    /// Keeps the smallest set of most probable tokens whose mass is at least <paramref name="mass"/> (nucleus sampling; Holtzman et al.
    /// 2020), of equally probable ones the lower ids.
    /// </summary>
    public static void KeepTopP(Span<double> probabilities, double mass)
    {
        if (mass < 1)
        {
            KeepPrefix(probabilities, mass, weigh: (sum, _) => sum);
            Normalise(probabilities);
        }
    }

    /// <summary>Keeps the tokens at least <paramref name="share"/> times as probable as the most probable one (Nguyen et al. 2024).</summary>
    public static void KeepMinP(Span<double> probabilities, double share)
    {
        if (share == 0)
            return;
        var least = share * Highest(probabilities);
        foreach (ref var probability in probabilities)
        {
            if (probability < least)
                probability = 0;
        }
        Normalise(probabilities);
    }

    /// <summary>The id whose part of [0, 1) holds <paramref name="unit"/>, the ids' parts lying side by side in their order.</summary>
    public static int Draw(ReadOnlySpan<double> weights, double unit)
    {
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        // The first id whose cumulative weight exceeds the draw: its own is above zero.
        var (target, cumulative, last) = (total * unit, 0.0, 0);
        for (var id = 0; id < weights.Length; id++)
        {
            if (weights[id] == 0)
                continue;
            cumulative += weights[id];
            last = id;
            if (cumulative > target)
                break;
        }
        return last;
    }

    /// <summary>The tokens of the highest probabilities, highest first, of equally probable ones the lower ids.</summary>
    public static IReadOnlyList<Candidate> MostProbable(ReadOnlySpan<double> probabilities, int count)
    {
        if (count == 0)
            return [];
        double[] kept = [.. probabilities];
        KeepTopK(kept, count);
        var found = new List<Candidate>();
        for (var id = 0; id < kept.Length; id++)
        {
            // The values themselves, not those of the part that is left renormalised.
            if (kept[id] > 0)
                found.Add(new(id, probabilities[id]));
        }
        return [.. found.OrderByDescending(candidate => candidate.Probability)];
    }

    /// <summary>
    /// Zeroes all but the shortest prefix, by falling probability, whose weight reaches <paramref name="target"/>. Sorting a vocabulary
    /// takes as long as a good part of the model; halving the interval that holds the prefix's last value takes a few passes.
    /// </summary>
    private static void KeepPrefix(Span<double> probabilities, double target, Func<double, int, double> weigh)
    {
        // What is at least `high` belongs to the prefix; what is below `low` does not. Bits of positive numbers are in their order.
        var (low, high) = (0L, BitConverter.DoubleToInt64Bits(Highest(probabilities)) + 1);
        var (sumAbove, countAbove, countFromLow) = (0.0, 0, probabilities.Length);
        while (high - low > 1 && countFromLow - countAbove > Few)
        {
            var middle = low + (high - low) / 2;
            var (sum, count) = From(probabilities, BitConverter.Int64BitsToDouble(middle));
            if (weigh(sum, count) >= target)
                (low, countFromLow) = (middle, count);
            else
                (high, sumAbove, countAbove) = (middle, sum, count);
        }
        var (least, above) = (BitConverter.Int64BitsToDouble(low), BitConverter.Int64BitsToDouble(high));
        var between = new List<(double Probability, int Id)>(countFromLow - countAbove);
        for (var id = 0; id < probabilities.Length; id++)
        {
            if (probabilities[id] >= above)
                continue;
            if (probabilities[id] >= least)
                between.Add((probabilities[id], id));
            probabilities[id] = 0;
        }
        between.Sort((a, b) => a.Probability != b.Probability ? b.Probability.CompareTo(a.Probability) : a.Id.CompareTo(b.Id));
        foreach (var (probability, id) in between)
        {
            if (weigh(sumAbove, countAbove) >= target)
                break;
            probabilities[id] = probability;
            sumAbove += probability;
            countAbove++;
        }
    }

    /// <summary>Sum and number of the values that are at least <paramref name="least"/>.</summary>
    private static (double Sum, int Count) From(ReadOnlySpan<double> values, double least)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var (bound, sums, counts) = (new Vector<double>(least), Vector<double>.Zero, Vector<long>.Zero);
        foreach (var vector in vectors)
        {
            var isIn = Vector.GreaterThanOrEqual(vector, bound);
            sums += Vector.ConditionalSelect(isIn, vector, Vector<double>.Zero);
            counts -= isIn;
        }
        var (sum, count) = (Vector.Sum(sums), (int)Vector.Sum(counts));
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            if (value >= least)
                (sum, count) = (sum + value, count + 1);
        }
        return (sum, count);
    }

    private static double Highest(ReadOnlySpan<double> values)
    {
        var highest = 0.0;
        foreach (var value in values)
            highest = Math.Max(highest, value);
        return highest;
    }

    private static void Normalise(Span<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        foreach (ref var weight in weights)
            weight /= sum;
    }
}
