using Cs336.Model.Sampling;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Sampling;

/// <summary>The filters against loops over sorted lists, in the order that <see cref="ContinuationOptions"/> states.</summary>
public sealed class TokenFilterTests
{
    private static readonly ContinuationOptions Plain = new() { Temperature = 1, TopP = 1 };

    [Property(MaxTest = 100)]
    public void All_filters_together_are_what_they_are_one_after_the_other(int seed, Dim size)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        // From a handful of tokens, with ties, to more than are ever sorted at once.
        var vocab = (int)Math.Pow(5, size.Value - 1) + 1;
        var logits = Enumerable.Range(0, vocab).Select(_ => Math.Round(random.NextDouble() * 8 - 4, random.Next(2) * 6)).ToArray();
        int[] seen = [.. Enumerable.Range(0, vocab).Where(_ => random.Next(5) == 0)];
        var options = new ContinuationOptions
        {
            Temperature = 0.3 + 2 * random.NextDouble(),
            RepetitionPenalty = random.Next(2) == 0 ? 1 : 1 + random.NextDouble(),
            TopK = random.Next(2) == 0 ? null : random.Next(1, vocab + 2),
            TopP = random.Next(3) == 0 ? 1 : 0.01 + 0.99 * random.NextDouble(),
            MinP = random.Next(2) == 0 ? 0 : 0.3 * random.NextDouble(),
        };

        TensorAssert.Close(
            Naive(logits, options, seen).AsEnumerable(), NextToken.Distribution(tensor(logits), options, seen), absolute: 1e-12);
    }

    [Property(MaxTest = 50)]
    public void The_mass_of_a_nucleus_reaches_p_and_would_not_without_its_last_token(int seed, Dim tenths)
    {
        using var scope = NewDisposeScope();
        var (logits, topP) = (Draws.Normal(seed, ScalarType.Float64, 3000), 0.16 * tenths);
        var whole = NextToken.Distribution(logits, Plain).data<double>().ToArray();

        var nucleus = NextToken.Distribution(logits, Plain with { TopP = topP }).data<double>().ToArray();

        double[] kept = [.. whole.Where((_, id) => nucleus[id] > 0)];
        Assert.True(kept.Sum() >= topP - 1e-12);
        Assert.True(kept.Sum() - kept.Min() < topP);
        Assert.True(whole.Where((_, id) => nucleus[id] == 0).All(probability => probability <= kept.Min()));
    }

    [Fact]
    public void Of_equally_probable_tokens_the_lower_ids_are_kept()
    {
        using var scope = NewDisposeScope();
        var nucleus = NextToken.Distribution(zeros(1000, ScalarType.Float64), Plain with { TopK = 3 });

        TensorAssert.Close([.. Enumerable.Repeat(1 / 3.0, 3), .. Enumerable.Repeat(0.0, 997)], nucleus, absolute: 1e-15);
    }

    [Fact]
    public void Filters_by_hand()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([0.5, 0.25, 0.125, 0.125]).log();

        TensorAssert.Close([2 / 3.0, 1 / 3.0, 0, 0], NextToken.Distribution(logits, Plain with { TopK = 2 }), absolute: 1e-15);
        TensorAssert.Close([4 / 7.0, 2 / 7.0, 1 / 7.0, 0], NextToken.Distribution(logits, Plain with { TopK = 3 }), absolute: 1e-15);
        TensorAssert.Close([2 / 3.0, 1 / 3.0, 0, 0], NextToken.Distribution(logits, Plain with { MinP = 0.4 }), absolute: 1e-15);
        // Of the three that top-k leaves, the first two have 6/7 of the mass: top-p is of what is left.
        TensorAssert.Close([2 / 3.0, 1 / 3.0, 0, 0], NextToken.Distribution(logits, Plain with { TopK = 3, TopP = 0.85 }), absolute: 1e-15);
        // A negative logit is multiplied: log(1/2) · 2 = log(1/4).
        TensorAssert.Close(
            [1 / 3.0, 1 / 3.0, 1 / 6.0, 1 / 6.0], NextToken.Distribution(logits, Plain with { RepetitionPenalty = 2 }, [0]), absolute: 1e-15);
        TensorAssert.Close([0, 1, 0, 0], NextToken.Distribution(logits, Plain with { Temperature = 0, RepetitionPenalty = 4 }, [0]), absolute: 0);
    }

    private static double[] Naive(double[] logits, ContinuationOptions options, int[] seen)
    {
        var penalised = logits
            .Select((logit, id) => !seen.Contains(id) ? logit
                : logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty)
            .ToArray();
        var exponentials = penalised.Select(logit => Math.Exp((logit - penalised.Max()) / options.Temperature)).ToArray();
        var sorted = exponentials
            .Select((value, id) => (Id: id, Probability: value / exponentials.Sum()))
            .OrderByDescending(token => token.Probability).ThenBy(token => token.Id)
            .Take(options.TopK ?? logits.Length)
            .ToList();
        var (total, mass, nucleus) = (sorted.Sum(token => token.Probability), 0.0, new List<(int Id, double Probability)>());
        foreach (var token in sorted)
        {
            if (mass >= options.TopP * total && options.TopP < 1)
                break;
            nucleus.Add(token);
            mass += token.Probability;
        }
        var kept = nucleus.Where(token => token.Probability >= options.MinP * nucleus[0].Probability).ToList();
        var result = new double[logits.Length];
        foreach (var (id, probability) in kept)
            result[id] = probability / kept.Sum(token => token.Probability);
        return result;
    }
}
