using Cs336.Model.Sampling;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Sampling;

public sealed class NextTokenTests
{
    private static readonly double JustBelowOne = Math.BitDecrement(1.0);

    [Property]
    public void Greedy_takes_the_lowest_id_of_the_highest_logit(FsCheck.NonEmptyArray<sbyte> logits)
    {
        using var scope = NewDisposeScope();

        var id = NextToken.Greedy(tensor([.. logits.Get.Select(logit => logit / 16f)]));

        Assert.Equal(Array.IndexOf(logits.Get, logits.Get.Max()), id);
    }

    [Property]
    public void Top_p_keeps_the_shortest_prefix_of_falling_probability_that_reaches_p(FsCheck.NonEmptyArray<sbyte> quarters, Dim tenths)
    {
        using var scope = NewDisposeScope();
        var logits = quarters.Get.Select(quarter => quarter / 4.0).ToArray();
        var (temperature, topP) = (0.5 * tenths, 0.15 * tenths);

        var distribution = NextToken.Distribution(tensor(logits), temperature, topP);

        TensorAssert.Close(NaiveNucleus(logits, temperature, topP).AsEnumerable(), distribution, absolute: 1e-12);
    }

    [Property]
    public void Rows_are_independent_and_sum_to_one(Dim rows, Dim vocab, int seed)
    {
        using var scope = NewDisposeScope();
        var logits = Draws.Normal(seed, rows, vocab);

        var distribution = NextToken.Distribution(logits, 0.7, 0.8);

        TensorAssert.Close(ones(rows), distribution.sum(-1), absolute: 1e-12);
        for (var row = 0; row < rows; row++)
            TensorAssert.Same(NextToken.Distribution(logits[row], 0.7, 0.8), distribution[row]);
    }

    [Fact]
    public void A_mass_of_one_keeps_tokens_whose_probability_vanishes_in_the_sum_of_the_others()
    {
        using var scope = NewDisposeScope();

        var distribution = NextToken.Distribution(tensor([0.0, -100.0]), temperature: 1, topP: 1);

        Assert.Equal(Math.Exp(-100), distribution[1].item<double>(), 1e-50);
    }

    [Theory]
    [InlineData(1e-9, new[] { 1.0, 0, 0, 0 })]
    [InlineData(0.4, new[] { 1.0, 0, 0, 0 })]
    [InlineData(0.5, new[] { 1.0, 0, 0, 0 })]
    [InlineData(0.51, new[] { 2 / 3.0, 1 / 3.0, 0, 0 })]
    [InlineData(0.75, new[] { 2 / 3.0, 1 / 3.0, 0, 0 })]
    [InlineData(0.8, new[] { 4 / 7.0, 2 / 7.0, 1 / 7.0, 0 })]
    [InlineData(1, new[] { 0.5, 0.25, 0.125, 0.125 })]
    public void A_small_nucleus_by_hand(double topP, double[] expected)
    {
        using var scope = NewDisposeScope();
        var logits = tensor([0.5, 0.25, 0.125, 0.125]).log2();

        TensorAssert.Close(expected.AsEnumerable(), NextToken.Distribution(logits, 1 / Math.Log(2), topP), absolute: 1e-15);
    }

    [Fact]
    public void A_temperature_near_zero_takes_the_highest_logits_alone()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([3f, 500f, 500f, -2f]);

        TensorAssert.Close([0, 0.5, 0.5, 0], NextToken.Distribution(logits, 1e-310, 1), absolute: 0);
        TensorAssert.Close([0, 1, 0, 0], NextToken.Distribution(logits, double.Epsilon, 0.5), absolute: 0);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(-1, 0.5)]
    [InlineData(double.NaN, 0.5)]
    [InlineData(double.PositiveInfinity, 0.5)]
    [InlineData(1, 0)]
    [InlineData(1, 1.01)]
    [InlineData(1, double.NaN)]
    public void Settings_out_of_range_are_refused(double temperature, double topP) =>
        Assert.Throws<ConfigurationException>(() => NextToken.Distribution(zeros(2), temperature, topP));

    [Property]
    public void Draw_gives_each_id_its_share_of_the_unit_interval(FsCheck.NonEmptyArray<byte> weights)
    {
        const int Draws = 400;
        using var scope = NewDisposeScope();
        // The first weight is raised so that not all are zero.
        double[] shares = [.. weights.Get.Select((weight, id) => id == 0 ? weight + 1.0 : weight)];
        var distribution = tensor(shares) / shares.Sum();
        var counts = new int[shares.Length];

        for (var i = 0; i < Draws; i++)
            counts[NextToken.Draw(distribution, (i + 0.5) / Draws)]++;

        // Of evenly spaced units an interval of length p holds p · n, give or take one.
        for (var id = 0; id < shares.Length; id++)
            Assert.InRange(counts[id] - shares[id] / shares.Sum() * Draws, -1.000001, 1.000001);
    }

    [Property]
    public void Draw_never_gives_an_id_of_probability_zero(FsCheck.NonEmptyArray<bool> possible, int seed)
    {
        using var scope = NewDisposeScope();
        bool[] allowed = [false, false, .. possible.Get, true, false, false];
        var distribution = DistributionOver(allowed);

        Assert.Equal(Array.IndexOf(allowed, true), NextToken.Draw(distribution, 0));
        Assert.Equal(Array.LastIndexOf(allowed, true), NextToken.Draw(distribution, JustBelowOne));

        Tensor DistributionOver(bool[] mask)
        {
            var weights = Draws.Normal(seed, ScalarType.Float64, mask.Length).exp() * tensor(mask);
            return weights / weights.sum();
        }
    }

    [Fact]
    public void A_draw_just_below_one_stays_inside_the_vocabulary_in_any_type()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(1, NextToken.Draw(tensor([0.3f, 0.7f, 0f]), JustBelowOne));
        Assert.Equal(2, NextToken.Draw(full(3, 1 / 3f), JustBelowOne));
    }

    private static double[] NaiveNucleus(double[] logits, double temperature, double topP)
    {
        var exponentials = logits.Select(logit => Math.Exp((logit - logits.Max()) / temperature)).ToArray();
        var probabilities = exponentials.Select(value => value / exponentials.Sum()).ToArray();
        var (kept, mass) = (new double[logits.Length], 0.0);
        foreach (var id in Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).ThenBy(id => id))
        {
            if (mass >= topP)
                break;
            kept[id] = probabilities[id];
            mass += probabilities[id];
        }
        return [.. kept.Select(probability => probability / mass)];
    }
}
