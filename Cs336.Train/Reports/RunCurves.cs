using Cs336.Model.Training;

namespace Cs336.Train.Reports;

/// <summary>The two curves of a run.</summary>
internal static class RunCurves
{
    /// <summary>The training losses.</summary>
    /// <param name="name">The name in the legend.</param>
    /// <param name="metrics">The run's measurements.</param>
    /// <param name="x">Where on the axis a measurement stands.</param>
    /// <param name="smoothedShare">Of what share of the run a point is the mean; 0: every loss as it is.</param>
    /// <param name="mostPoints">The most points to draw.</param>
    public static Curve Training(string name, IReadOnlyList<Metrics> metrics, Func<Metrics, double> x, double smoothedShare, int mostPoints)
    {
        var curve = Curve.Of(name, CurveKind.Training, metrics, x, row => row.TrainLoss);
        return curve.Smoothed(Math.Max(1, smoothedShare * curve.Points.Count)).Thinned(mostPoints);
    }

    /// <summary>The validation losses, all of them.</summary>
    /// <param name="name">The name in the legend.</param>
    /// <param name="metrics">The run's measurements.</param>
    /// <param name="x">Where on the axis a measurement stands.</param>
    public static Curve Validation(string name, IReadOnlyList<Metrics> metrics, Func<Metrics, double> x) =>
        Curve.Of(name, CurveKind.Validation, metrics, x, row => row.ValidationLoss);
}
