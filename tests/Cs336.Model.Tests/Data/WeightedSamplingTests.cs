using Cs336.Model.Data;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class WeightedSamplingTests
{
    private const int Context = 3, Steps = 3_000, Batch = 10;

    [Theory]
    // Three standard deviations of 30,000 draws are 0.9 % at most.
    [InlineData(1.0, 3.0, 0.75)]
    [InlineData(5.0, 5.0, 0.5)]
    [InlineData(1e-9, 1.0, 1.0)]
    [InlineData(null, null, 900.0 / 1_000)]
    public void Sequences_are_drawn_in_proportion_to_their_weights_or_else_to_their_lengths(double? first, double? second, double expected)
    {
        var sampler = new BatchSampler(
            [new(Indices(0, 100 + Context), first), new(Indices(10_000, 900 + Context), second)], Batch, Context, seed: 336);

        var starts = Enumerable.Range(0, Steps).SelectMany(step => sampler.IdsAt(step).Chunk(Context + 1).Select(window => window[0])).ToList();

        Assert.InRange(starts.Count(start => start >= 10_000) / (double)(Steps * Batch), expected - 0.009, expected + 0.009);
        Assert.All(starts, start => Assert.True(start is >= 0 and < 100 or >= 10_000 and < 10_900));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_not_positive_is_refused(double weight) =>
        Assert.Throws<ConfigurationException>(() => new BatchSampler([new(Indices(0, 10), weight)], 1, Context, 1));

    [Fact]
    public void No_data_at_all_are_refused() =>
        Assert.Throws<ConfigurationException>(() => new BatchSampler([], 1, Context, 1));

    [Fact]
    public void An_id_outside_the_vocabulary_is_named_with_its_place_when_it_is_drawn()
    {
        var sampler = new BatchSampler([new(TokenSequence.Of([0, 1, 2, 9]))], 1, Context, 1, vocabSize: 9);

        var error = Assert.Throws<InvalidDataException>(() => sampler.IdsAt(0));

        Assert.Equal("the tokens: id 9 at index 3 is outside the vocabulary; expected ids below 9.", error.Message);
    }

    private static TokenSequence Indices(long first, int count) =>
        TokenSequence.Of([.. Enumerable.Range(0, count).Select(i => first + i)]);
}
