using Cs336.Model.Training;

namespace Cs336.Train.Reports;

/// <summary>The losses of one or several runs, in one plot each against steps, tokens and wall-clock.</summary>
internal static class ComparisonPlots
{
    private const int MostPoints = 1_000;

    /// <summary>Of several runs, training losses are means of about this share of a run; as they are, they would hide each other.</summary>
    private const double SmoothedShare = 0.02;

    /// <summary>The plots, and the names of their files without ending.</summary>
    public static IReadOnlyList<(string FileName, LossCurves Plot)> Of(IReadOnlyList<RecordedRun> runs)
    {
        var (time, secondsPerUnit) = TimeUnit(runs.Max(run => run.Last.Seconds));
        var (tokens, perUnit) = TokenUnit(runs.Max(run => run.Last.Tokens));
        return
        [
            ("loss-by-step", Plot(runs, "Loss by step", "steps", row => row.Step)),
            ("loss-by-tokens", Plot(runs, "Loss by tokens", tokens, row => row.Tokens / perUnit)),
            ("loss-by-time", Plot(runs, "Loss by wall-clock", time, row => row.Seconds / secondsPerUnit)),
        ];
    }

    private static LossCurves Plot(IReadOnlyList<RecordedRun> runs, string title, string xLabel, Func<Metrics, double> x) =>
        new(title, xLabel, "loss (nats per token)")
        {
            // The few validation losses over all of the training losses.
            Curves = runs.Count == 1
                ? [Training(runs[0], 0, "training", x), Validation(runs[0], 1, "validation", x)]
                :
                [
                    .. runs.Select((run, i) =>
                        Training(run, i, RunNames.Shortened(run.Name), x, SmoothedShare) with { InLegend = run.Best is null }),
                    .. runs.Select((run, i) => Validation(run, i, RunNames.Shortened(run.Name), x) with { InLegend = run.Best is not null }),
                ],
        };

    private static Curve Training(RecordedRun run, int series, string name, Func<Metrics, double> x, double smoothedShare = 0)
    {
        var curve = Curve.Of(name, CurveKind.Training, run.Metrics, x, row => row.TrainLoss) with { Series = series };
        return curve.Smoothed(Math.Max(1, smoothedShare * curve.Points.Count)).Thinned(MostPoints);
    }

    private static Curve Validation(RecordedRun run, int series, string name, Func<Metrics, double> x) =>
        Curve.Of(name, CurveKind.Validation, run.Metrics, x, row => row.ValidationLoss) with { Series = series };

    private static (string Label, double Seconds) TimeUnit(double longest) => longest switch
    {
        < 120 => ("seconds", 1),
        < 7_200 => ("minutes", 60),
        _ => ("hours", 3_600),
    };

    private static (string Label, double Tokens) TokenUnit(long most) => most switch
    {
        < 100_000 => ("tokens", 1),
        < 10_000_000 => ("tokens (thousands)", 1e3),
        < 10_000_000_000 => ("tokens (millions)", 1e6),
        _ => ("tokens (billions)", 1e9),
    };
}
