using Cs336.Train.SyntheticText;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Next_gives_the_published_sequence()
    {
        var random = new SplitMix64(1234567);

        ulong[] sequence = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], sequence);
    }

    [Property]
    public void Below_stays_below(ulong seed, PositiveInt count) => Assert.InRange(new SplitMix64(seed).Below(count.Get), 0, count.Get - 1);

    [Property(MaxTest = 20)]
    public void Below_gives_every_number_about_equally_often(ulong seed)
    {
        const int Draws = 12_000, Sides = 6;
        var random = new SplitMix64(seed);

        var counts = Enumerable.Range(0, Draws).CountBy(_ => random.Below(Sides)).ToList();

        Assert.Equal(Sides, counts.Count);
        // Seven standard deviations of a binomial count.
        Assert.All(counts, count => Assert.InRange(count.Value, 2_000 - 286, 2_000 + 286));
    }
}
