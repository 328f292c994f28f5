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
        var time = AxisUnit.OfTime(runs.Max(run => run.Last.Seconds));
        var tokens = AxisUnit.OfTokens(runs.Max(run => run.Last.Tokens));
        return
        [
            ("loss-by-step", Plot(runs, "Loss by step", "steps", row => row.Step)),
            ("loss-by-tokens", Plot(runs, "Loss by tokens", tokens.Label, row => row.Tokens / tokens.Size)),
            ("loss-by-time", Plot(runs, "Loss by wall-clock", time.Label, row => row.Seconds / time.Size)),
        ];
    }

    private static LossCurves Plot(IReadOnlyList<RecordedRun> runs, string title, string xLabel, Func<Metrics, double> x) =>
        new(title, xLabel, "loss (nats per token)")
        {
            // The few validation losses over all of the training losses.
            Curves = runs.Count == 1
                ?
                [
                    RunCurves.Training("training", runs[0].Metrics, x, smoothedShare: 0, MostPoints) with { Series = 0 },
                    RunCurves.Validation("validation", runs[0].Metrics, x) with { Series = 1 },
                ]
                :
                [
                    .. runs.Select((run, i) =>
                        RunCurves.Training(RunNames.Shortened(run.Name), run.Metrics, x, SmoothedShare, MostPoints)
                            with { Series = i, InLegend = run.Best is null }),
                    .. runs.Select((run, i) =>
                        RunCurves.Validation(RunNames.Shortened(run.Name), run.Metrics, x) with { Series = i, InLegend = run.Best is not null }),
                ],
        };
}
