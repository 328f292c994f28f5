using Cs336.Model.Data;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class EpochSamplerTests
{
    [Property(MaxTest = 100)]
    public void Every_window_comes_once_before_any_comes_again(Dim batch, Dim context, byte first, byte second, long seed)
    {
        var (a, b) = (Indices(0, context + 1 + first), Indices(1_000, context + 1 + second));
        var sampler = new EpochSampler([new(a), new(b)], batch, context, seed);
        var epochs = 3;
        var steps = (int)((epochs * sampler.WindowsPerEpoch + batch - 1) / batch);

        var starts = Enumerable.Range(0, steps)
            .SelectMany(step => sampler.IdsAt(step).Chunk(context + 1).Select(window => window[0]))
            .ToArray();

        var expected = Starts(0, a.Count, context).Concat(Starts(1_000, b.Count, context)).ToArray();
        Assert.Equal(expected.Length, sampler.WindowsPerEpoch);
        for (var epoch = 0; epoch < epochs; epoch++)
            Assert.Equal(expected, starts.Skip(epoch * expected.Length).Take(expected.Length).Order());
    }

    [Property(MaxTest = 50)]
    public void A_window_is_a_stretch_of_the_data_and_a_step_asked_for_twice_is_the_same(Dim batch, Dim context, byte more, byte step, long seed)
    {
        var sampler = new EpochSampler([new(Indices(0, context + 1 + more))], batch, context, seed);

        var ids = sampler.IdsAt(step);

        Assert.All(ids.Chunk(context + 1), window => Assert.Equal(Enumerable.Range(0, context + 1).Select(i => window[0] + i), window));
        Assert.Equal(ids, sampler.IdsAt(step));
    }

    [Fact]
    public void Epochs_differ_in_their_order_and_so_do_seeds()
    {
        var orders = from seed in Enumerable.Range(0, 4)
                     let sampler = new EpochSampler([new(Indices(0, 101))], 20, 5, seed)
                     from epoch in Enumerable.Range(0, 4)
                     select string.Join(",", sampler.IdsAt(epoch));
        Assert.Equal(16, orders.Distinct().Count());
    }

    [Fact]
    public void Weights_have_no_place_in_an_epoch()
    {
        var error = Assert.Throws<ConfigurationException>(() => new EpochSampler([new(Indices(0, 10), Weight: 2)], 1, 2, 1));
        Assert.Contains("expected no weight", error.Message);
    }

    [Fact]
    public void Windows_are_in_every_order_about_equally_often()
    {
        const int Windows = 5, Orders = 12_000;
        var counts = new Dictionary<string, int>();
        for (var seed = 0; seed < Orders; seed++)
        {
            var order = string.Join(",", new EpochSampler([new(Indices(0, 2 * Windows + 1))], Windows, 2, seed).IdsAt(0).Chunk(3).Select(w => w[0]));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        const double Expected = Orders / 120.0;
        Assert.Equal(120, counts.Count);
        // χ² with 119 degrees of freedom: 0.01 % of samples are beyond 182.
        Assert.InRange(counts.Values.Sum(count => (count - Expected) * (count - Expected) / Expected), 0, 182);
    }

    [Fact]
    public void More_windows_than_memory_holds_are_fine()
    {
        var sampler = new EpochSampler([new(new Counting(1L << 50))], batchSize: 1_000, contextLength: 7, seed: 1);

        var starts = sampler.IdsAt(123_456_789).Chunk(8).Select(window => window[0]).ToList();

        Assert.Equal(1_000, starts.Distinct().Count());
        Assert.All(starts, start => Assert.Equal(0, start % 7));
    }

    /// <summary>0, 1, 2 and so on.</summary>
    private sealed class Counting(long count) : TokenSequence
    {
        public override long Count => count;

        public override void CopyTo(long start, Span<long> destination)
        {
            for (var i = 0; i < destination.Length; i++)
                destination[i] = start + i;
        }
    }

    private static IEnumerable<long> Starts(long first, long count, int context) =>
        Enumerable.Range(0, (int)((count - 1) / context)).Select(window => first + (long)window * context);

    private static TokenSequence Indices(long first, int count) =>
        TokenSequence.Of([.. Enumerable.Range(0, count).Select(i => first + i)]);
}
