using Cs336.Model.Data;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Data;

public sealed class BatchSamplerTests
{
    [Property]
    public void Rows_are_windows_of_the_tokens_and_targets_follow_one_place_later(Dim batch, Dim context, Dim more, int seed, uint step)
    {
        using var scope = NewDisposeScope();
        // Every token is its own index, so that a window tells where it starts.
        var sampler = new BatchSampler(Indices(context + more), batch, context, seed);

        var (inputs, targets) = sampler.At(step, CPU);

        Assert.Equal([batch, context], inputs.shape);
        Assert.Equal(ScalarType.Int64, inputs.dtype);
        TensorAssert.Same(inputs + 1, targets);
        TensorAssert.Same(inputs.narrow(1, 0, 1) + arange(context.Value), inputs);
        Assert.InRange(inputs.min().item<long>(), 0, more - 1);
    }

    [Property]
    public void A_batch_is_a_function_of_seed_and_step(long seed, uint step)
    {
        using var scope = NewDisposeScope();
        var tokens = Indices(1_000_000);
        var (one, other) = (new BatchSampler(tokens, 4, 5, seed), new BatchSampler(tokens, 4, 5, seed));
        _ = other.At(step + 1, CPU);

        TensorAssert.Same(one.At(step, CPU).Inputs, other.At(step, CPU).Inputs);
        Assert.False(one.At(step, CPU).Inputs.Equals(one.At(step + 1, CPU).Inputs));
        Assert.False(one.At(step, CPU).Inputs.Equals(new BatchSampler(tokens, 4, 5, seed + 1).At(step, CPU).Inputs));
    }

    [Fact]
    public void Every_start_is_equally_likely_the_first_and_the_last_too()
    {
        const int Starts = 50, Steps = 2_000, Batch = 10;
        using var scope = NewDisposeScope();
        var sampler = new BatchSampler(Indices(Starts + 3), Batch, contextLength: 3, seed: 336);
        var counts = new int[Starts];

        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            foreach (var start in sampler.At(step, CPU).Inputs.select(1, 0).data<long>())
                counts[start]++;
        }

        const double Expected = (double)Steps * Batch / Starts;
        // χ² with 49 degrees of freedom: 0.1 % of samples are beyond 85.4, 0.1 % below 23.9.
        Assert.InRange(counts.Sum(count => (count - Expected) * (count - Expected) / Expected), 23.9, 85.4);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 0)]
    public void Empty_batches_are_refused(int batchSize, int context) =>
        Assert.Throws<ConfigurationException>(() => new BatchSampler(Indices(10), batchSize, context, 1));

    [Fact]
    public void Data_shorter_than_a_window_and_its_last_target_are_refused()
    {
        using var scope = NewDisposeScope();

        TensorAssert.Same(tensor([0L, 1, 2], [1, 3]), new BatchSampler(Indices(4), 1, 3, 1).At(0, CPU).Inputs);
        var error = Assert.Throws<ConfigurationException>(() => new BatchSampler(Indices(3), 1, 3, 1));
        Assert.Equal("the tokens: a context length of 3 needs at least 4 tokens; found 3.", error.Message);
    }

    private static TokenSequence Indices(int count) => TokenSequence.Of([.. Enumerable.Range(0, count).Select(i => (long)i)]);
}
