using System.Globalization;
using Cs336.Train.Reports;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class LogarithmicTicksTests
{
    [Theory]
    [InlineData(1, 128, "1 2 5 10 20 50 100")]
    [InlineData(1e-5, 1, "1e-5 0.0001 0.001 0.01 0.1 1")]
    [InlineData(0.0003, 0.003, "0.0003 0.0004 0.0005 0.0006 0.0007 0.0008 0.0009 0.001 0.002 0.003")]
    public void Marks_are_round_values(double low, double high, string labels) =>
        Assert.Equal(labels.Split(' '), LogarithmicTicks.Between(Math.Log10(low) - 0.01, Math.Log10(high) + 0.01).Select(mark => mark.Label));

    [Property]
    public void Marks_stand_at_their_values_within_the_axis(NormalFloat start, NormalFloat length)
    {
        var low = start.Get % 30;
        var high = low + 0.1 + Math.Abs(length.Get % 30);

        var marks = LogarithmicTicks.Between(low, high);

        Assert.InRange(marks.Count, 2, 12);
        Assert.All(marks, mark => Assert.InRange(mark.Position, low, high));
        Assert.All(marks, mark => Assert.Equal(Math.Log10(double.Parse(mark.Label, CultureInfo.InvariantCulture)), mark.Position, tolerance: 1e-4));
        Assert.Equal(marks.Count, marks.Select(mark => mark.Label).Distinct().Count());
    }
}
