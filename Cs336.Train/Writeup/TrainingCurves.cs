using Cs336.Model.Training;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;

namespace Cs336.Train.Writeup;

/// <summary>
/// Plots of several trainings: a thin line for training losses, smoothed, a line with points for validation losses, one colour a training.
/// A training that diverged ends in a cross, and does not flatten the others.
/// </summary>
internal static class TrainingCurves
{
    private const int MostPoints = 300;

    /// <summary>Training losses are means of about this share of a run; as they are, they would hide each other.</summary>
    private const double SmoothedShare = 0.02;

    /// <summary>The first losses, from guessing down, are seen from here on.</summary>
    private const double SettledShare = 0.05;

    /// <summary>The losses against updates.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="trainings">The trainings and their names in the legend, in the order of their colours.</param>
    public static LossCurves ByStep(string title, params IEnumerable<(string Name, TrainingResult Result)> trainings) =>
        Plot(title, "steps", row => row.Step, [.. trainings]);

    /// <summary>The losses against wall-clock, evaluations included.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="trainings">The trainings and their names in the legend, in the order of their colours.</param>
    public static LossCurves ByTime(string title, params IEnumerable<(string Name, TrainingResult Result)> trainings)
    {
        var all = trainings.ToList();
        var unit = AxisUnit.OfTime(all.SelectMany(training => training.Result.Curve).Select(row => row.Seconds).DefaultIfEmpty().Max());
        return Plot(title, $"wall-clock ({unit.Label})", row => row.Seconds / unit.Size, all);
    }

    /// <summary>The losses against tokens trained on, which compares trainings of different batch sizes.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="trainings">The trainings and their names in the legend, in the order of their colours.</param>
    public static LossCurves ByTokens(string title, params IEnumerable<(string Name, TrainingResult Result)> trainings)
    {
        var all = trainings.ToList();
        var unit = AxisUnit.OfTokens(all.SelectMany(training => training.Result.Curve).Select(row => row.Tokens).DefaultIfEmpty().Max());
        return Plot(title, unit.Label, row => row.Tokens / unit.Size, all);
    }

    private static LossCurves Plot(
        string title, string xLabel, Func<Metrics, double> x, IReadOnlyList<(string Name, TrainingResult Result)> trainings) =>
        new(title, xLabel, "loss (nats per token)")
        {
            // The few validation losses over all of the training losses.
            Curves =
            [
                .. trainings.Select((training, i) =>
                    RunCurves.Training(NameOf(training), training.Result.Curve, x, SmoothedShare, MostPoints)
                        with { Series = i, InLegend = !IsValidated(training.Result), Diverged = training.Result.Divergence is not null }),
                .. trainings.Select((training, i) =>
                    RunCurves.Validation(NameOf(training), training.Result.Curve, x) with { Series = i, InLegend = IsValidated(training.Result) }),
            ],
            Top = TopOf([.. trainings.Select(training => training.Result)]),
        };

    private static string NameOf((string Name, TrainingResult Result) training) =>
        training.Result.Divergence is null ? training.Name : $"{training.Name}, diverged";

    private static bool IsValidated(TrainingResult result) => result.Curve.Any(row => row.ValidationLoss is not null);

    /// <summary>
    /// The highest loss that has to be seen. Of the trainings that went well it is that after a twentieth of their steps, but no more than
    /// unigram frequencies reach, which is what a model knows that has learned nothing about sequences; and what they ended at in any case.
    /// </summary>
    private static double? TopOf(IReadOnlyList<TrainingResult> results)
    {
        if (results.Count == 0)
            return null;
        var sound = results.Where(result => result.Divergence is null).Select(LossesOnceSettled).Where(losses => losses.Count > 0).ToList();
        var unigram = results.Max(result => result.UnigramLoss);
        return sound.Count == 0
            ? unigram
            : Math.Max(Math.Min(unigram, sound.Max(losses => losses[0])), sound.Max(losses => losses[^1]));
    }

    private static IReadOnlyList<double> LossesOnceSettled(TrainingResult result) =>
    [
        .. from row in result.Curve
           where row.Step >= SettledShare * result.Config.Steps
           let loss = row.ValidationLoss ?? row.TrainLoss
           where loss is not null && double.IsFinite(loss.Value)
           select loss.Value,
    ];
}
