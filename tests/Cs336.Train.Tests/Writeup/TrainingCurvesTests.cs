using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using Xunit;

namespace Cs336.Train.Tests.Writeup;

public sealed class TrainingCurvesTests
{
    [Fact]
    public void A_training_that_diverges_does_not_flatten_the_others()
    {
        var plot = TrainingCurves.ByStep("Losses", ("1e-3", Trainings.Of(1.5)), ("1", Trainings.Of(2, diverges: true)));

        var limits = PlotLimits.Of(plot.Curves, plot.Reference, plot.Top);
        Assert.InRange(limits.Top, 4, 5.5);
        Assert.Contains("is cut off", plot.Note);
        Assert.Equal(["1e-3", "1, diverged"], plot.Curves.Where(curve => curve.InLegend).Select(curve => curve.Name));
    }

    [Fact]
    public void A_training_that_learned_next_to_nothing_is_seen_to_its_end()
    {
        var plot = TrainingCurves.ByStep("Losses", ("1e-3", Trainings.Of(1.5)), ("1e-9", Trainings.Of(6.2)));

        Assert.InRange(PlotLimits.Of(plot.Curves, plot.Reference, plot.Top).Top, 6.2, 6.4);
    }

    [Fact]
    public void Time_is_in_the_unit_that_suits_the_longest_training()
    {
        var plot = TrainingCurves.ByTime("Losses", ("slow", Trainings.Of(2, secondsPerStep: 36)), ("fast", Trainings.Of(2, secondsPerStep: 0.1)));

        Assert.Equal("wall-clock (hours)", plot.XLabel);
        Assert.Equal(4, plot.Curves.SelectMany(curve => curve.Points).Max(point => point.X));
    }

    [Fact]
    public void Nothing_to_draw_makes_an_empty_plot() => Assert.Contains("<svg", TrainingCurves.ByTokens("Losses").Svg());
}
