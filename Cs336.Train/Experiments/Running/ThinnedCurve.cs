using Cs336.Model.Training;

namespace Cs336.Train.Experiments.Running;

/// <summary>The measurements that the log keeps of a training.</summary>
internal static class ThinnedCurve
{
    private const int MostTrainingRows = 200;

    /// <summary>Every row with a validation loss; of the others, where there are many, as they come at even distances, and the last.</summary>
    public static IReadOnlyList<Metrics> Of(IReadOnlyList<Metrics> metrics)
    {
        var training = metrics.Count(row => row.ValidationLoss is null);
        var every = Math.Max(1, (training + MostTrainingRows - 1) / MostTrainingRows);
        var seen = 0;
        return [.. metrics.Where((row, i) => row.ValidationLoss is not null || seen++ % every == 0 || i == metrics.Count - 1)];
    }
}
