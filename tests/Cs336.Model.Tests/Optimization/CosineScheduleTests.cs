using Cs336.Model.Optimization;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Model.Tests.Optimization;

public sealed class CosineScheduleTests
{
    [Property]
    public void The_rate_rises_to_the_maximum_and_falls_to_the_minimum(NonNegativeInt warmup, NonNegativeInt decay)
    {
        var schedule = new CosineSchedule(Maximum: 3, Minimum: 0.5, warmup.Get, warmup.Get + decay.Get);

        var rates = Enumerable.Range(0, warmup.Get + decay.Get + 3).Select(step => schedule.At(step)).ToArray();

        Assert.Equal(3, rates[warmup.Get]);
        Assert.Equal(rates[..(warmup.Get + 1)].Order(), rates[..(warmup.Get + 1)]);
        Assert.Equal(rates[warmup.Get..].OrderDescending(), rates[warmup.Get..]);
        Assert.Equal(0.5, rates[^1]);
        Assert.All(rates[warmup.Get..], rate => Assert.InRange(rate, 0.5, 3));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.25)]
    [InlineData(4, 1)]
    [InlineData(8, 0.55)]
    [InlineData(12, 0.1)]
    [InlineData(13, 0.1)]
    [InlineData(long.MaxValue, 0.1)]
    public void A_small_schedule_by_hand(long step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(1, 0.1, WarmupSteps: 4, CycleSteps: 12).At(step), 1e-15);

    [Theory]
    [InlineData("maximum must be at least 0 and finite; found NaN", double.NaN, 0, 0, 1)]
    [InlineData("maximum must be at least 0 and finite; found -1", -1, 0, 0, 1)]
    [InlineData("maximum must be at least 0 and finite; found Infinity", double.PositiveInfinity, 0, 0, 1)]
    [InlineData("minimum must be between 0 and the maximum and finite; found 1.5", 1, 1.5, 0, 1)]
    [InlineData("minimum must be between 0 and the maximum and finite; found -0.5", 1, -0.5, 0, 1)]
    [InlineData("minimum must be between 0 and the maximum and finite; found NaN", 1, double.NaN, 0, 1)]
    [InlineData("warm-up must be at least 0 and finite; found -1", 1, 0, -1, 1)]
    [InlineData("cycle must be no shorter than the warm-up and finite; found 2", 1, 0, 3, 2)]
    public void A_schedule_that_makes_no_sense_is_refused_by_name(string expected, double maximum, double minimum, long warmup, long cycle)
    {
        var error = Assert.Throws<ConfigurationException>(() => new CosineSchedule(maximum, minimum, warmup, cycle));

        Assert.Equal($"Schedule: {expected}.", error.Message);
    }

    [Fact]
    public void The_ends_of_the_ranges_belong_to_them()
    {
        Assert.Equal([2, 2], new long[] { 0, 9 }.Select(new CosineSchedule(2, 2, 0, 5).At));
        Assert.Equal([0, 0], new long[] { 0, 9 }.Select(new CosineSchedule(0, 0, 0, 0).At));
    }

    [Fact]
    public void A_step_before_the_first_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 0, 0, 1).At(-1));

    [Fact]
    public void Without_a_warm_up_the_first_rate_is_the_maximum() => Assert.Equal(2, new CosineSchedule(2, 1, 0, 10).At(0));

    [Fact]
    public void A_cycle_that_ends_with_the_warm_up_drops_from_maximum_to_minimum()
    {
        var schedule = new CosineSchedule(2, 1, 5, 5);

        Assert.Equal([1.6, 2, 1], new long[] { 4, 5, 6 }.Select(schedule.At));
        Assert.Equal([2, 1], new long[] { 0, 1 }.Select(new CosineSchedule(2, 1, 0, 0).At));
    }
}
