using Cs336.Train.Experiments.Measurements;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Measurements;

public sealed class ToyDescentTests
{
    /// <summary>Every weight is multiplied by 1 − α / (50 √(t + 1)) in step t.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Losses_are_those_of_the_formula(double learningRate)
    {
        var losses = ToyDescent.Run([learningRate], steps: 10, seed: 3).Curves.Single().Losses;

        Assert.Equal(11, losses.Count);
        // 25 is the mean; of 100 squares of normal numbers the standard deviation is 3.5.
        Assert.InRange(losses[0]!.Value, 10, 45);
        var expected = losses[0]!.Value;
        for (var step = 0; step < 10; step++)
        {
            expected *= Math.Pow(1 - (learningRate / (50 * Math.Sqrt(step + 1))), 2);
            Assert.Equal(1, losses[step + 1]!.Value / expected, tolerance: 1e-3);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_losses_and_every_rate_begins_alike()
    {
        var first = ToyDescent.Run([1, 100], steps: 3, seed: 7);
        var second = ToyDescent.Run([1, 100], steps: 3, seed: 7);

        Assert.Equal(first.Curves.Select(curve => curve.Losses), second.Curves.Select(curve => curve.Losses));
        Assert.Equal(first.Curves[0].Losses[0], first.Curves[1].Losses[0]);
        Assert.NotEqual(first.Curves[0].Losses[0], ToyDescent.Run([1], steps: 3, seed: 8).Curves[0].Losses[0]);
    }

    [Fact]
    public void A_loss_that_is_no_number_any_more_is_none() =>
        Assert.Null(ToyDescent.Run([1e30], steps: 4, seed: 1).Curves.Single().Losses[^1]);
}
