using Cs336.Model.Data;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class PreparedBatchesTests
{
    private static readonly BatchSampler Source = new(TokenSequence.Of([.. Enumerable.Range(0, 500).Select(i => (long)i)]), 3, 7, seed: 5);

    [Property]
    public void Whatever_steps_are_asked_for_the_batches_are_those_of_the_source(byte[] jumps, byte ahead)
    {
        using var prepared = new PreparedBatches(Source, ahead: 1 + ahead % 4);
        var step = 0L;
        foreach (var jump in jumps)
        {
            // Mostly the next step, sometimes another one.
            step = jump < 200 ? step + 1 : jump - 200;
            Assert.Equal(Source.IdsAt(step), prepared.IdsAt(step));
        }
    }

    [Fact]
    public void Sizes_are_those_of_the_source()
    {
        using var prepared = new PreparedBatches(Source);
        Assert.Equal((3, 7), (prepared.BatchSize, prepared.ContextLength));
    }

    [Fact]
    public void An_error_comes_at_its_step_and_no_earlier()
    {
        using var prepared = new PreparedBatches(new FailingAt(2), ahead: 4);

        Assert.Equal([0], prepared.IdsAt(0));
        Assert.Equal([1], prepared.IdsAt(1));
        Assert.Equal("no data at 2", Assert.Throws<IOException>(() => prepared.IdsAt(2)).Message);
    }

    [Fact]
    public void At_most_as_many_batches_as_asked_for_are_held_ready_besides_the_one_that_waits()
    {
        var counting = new FailingAt(-1);
        using (var prepared = new PreparedBatches(counting, ahead: 2))
        {
            for (var step = 0; step < 10; step++)
                prepared.IdsAt(step);
        }

        Assert.InRange(counting.Asked, 10, 13);
    }

    [Fact]
    public void A_repeated_batch_is_the_first_one_at_every_step()
    {
        var repeated = new RepeatedBatch(Source);

        Assert.Equal(Source.IdsAt(0), repeated.IdsAt(0));
        Assert.Equal(Source.IdsAt(0), repeated.IdsAt(17));
    }

    private sealed class FailingAt(long failing) : IBatchSource
    {
        public int BatchSize => 1;

        public int ContextLength => 0;

        public long Asked { get; private set; }

        public long[] IdsAt(long step)
        {
            Asked++;
            return step == failing ? throw new IOException($"no data at {step}") : [step];
        }
    }
}
