using Cs336.Model.Accounting;
using Cs336.Model.Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Accounting;

public sealed class MatrixRateTests
{
    /// <summary>Every look at the clock finds it so much later: a product takes one tick, whatever its size.</summary>
    private sealed class TickingClock(TimeSpan tick) : TimeProvider
    {
        private long looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public TimeSpan Now => looks * tick;

        public override long GetTimestamp() => ++looks * tick.Ticks;
    }

    [Theory]
    [InlineData(ComputeType.Float32)]
    [InlineData(ComputeType.BFloat16)]
    public void A_rate_is_that_of_real_products(ComputeType type)
    {
        var rate = MatrixRate.Measure(CPU, type, TimeProvider.System);

        Assert.Equal(type, rate.Type);
        Assert.True(int.IsPow2(rate.Size) && rate.Size >= 256);
        Assert.InRange(rate.FlopsPerSecond, 1e6, 1e15);
    }

    [Fact]
    public void A_device_that_takes_long_for_the_first_product_is_asked_for_no_other()
    {
        var clock = new TickingClock(TimeSpan.FromSeconds(0.2));

        Assert.Equal(new MatrixRate(ComputeType.BFloat16, 2.0 * 256 * 256 * 256 / 0.2, 256), MatrixRate.Measure(CPU, ComputeType.BFloat16, clock));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.04)]
    [InlineData(0.1)]
    public void A_measurement_ends_within_its_limit(double secondsOfAProduct)
    {
        var clock = new TickingClock(TimeSpan.FromSeconds(secondsOfAProduct));

        MatrixRate.Measure(CPU, ComputeType.Float32, clock);

        Assert.InRange(clock.Now.TotalSeconds, 0, MatrixRate.Limit.TotalSeconds + 3 * secondsOfAProduct);
    }

    [Fact]
    public void Measuring_leaves_the_random_state_as_it_was()
    {
        using var scope = NewDisposeScope();
        var before = get_rng_state();

        MatrixRate.Measure(CPU, ComputeType.Float32, new TickingClock(TimeSpan.FromSeconds(0.2)));
        CopyRate.Measure(CPU, new TickingClock(TimeSpan.FromSeconds(0.2)));

        TensorAssert.Same(before, get_rng_state());
    }

    [Fact]
    public void A_copy_reads_and_writes_every_byte() =>
        Assert.Equal(128e6 / 0.25, CopyRate.Measure(CPU, new TickingClock(TimeSpan.FromSeconds(0.25))).BytesPerSecond);

    [Theory]
    [InlineData(100, 240, ComputeType.BFloat16)]
    [InlineData(100, 121, ComputeType.BFloat16)]
    [InlineData(100, 119, ComputeType.Float32)]
    [InlineData(100, 1, ComputeType.Float32)]
    public void The_narrow_type_is_recommended_where_it_is_clearly_faster(double float32, double bf16, ComputeType recommended)
    {
        var rates = new MatrixRates(new(ComputeType.Float32, float32, 256), new(ComputeType.BFloat16, bf16, 256));

        Assert.Equal(recommended, rates.Recommended);
        Assert.Equal((float32, bf16), (rates.Of(ComputeType.Float32).FlopsPerSecond, rates.Of(ComputeType.BFloat16).FlopsPerSecond));
    }
}
