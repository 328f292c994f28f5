using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Experiments.Comparison;

/// <summary>A training that is recorded, as one of several that are compared.</summary>
/// <param name="Run">The training.</param>
/// <param name="Label">What it is called beside the others.</param>
/// <param name="Entry">Its entry in the log.</param>
/// <param name="Result">What came out.</param>
internal sealed record ComparedRun(TrainingRun Run, string Label, LogEntry Entry, TrainingResult Result)
{
    /// <summary>Whether it diverged.</summary>
    public bool Diverged => Result.Divergence is not null;

    /// <summary>The lowest validation loss, in nats per token; null where it diverged, since what it once reached is worth nothing.</summary>
    public double? Loss => Diverged ? null : Result.BestValidationLoss;

    /// <summary>Tokens trained on.</summary>
    public long Tokens => Result.Curve.Count == 0 ? 0 : Result.Curve[^1].Tokens;

    /// <summary>Tokens per second of training: the median of what was measured.</summary>
    public double? TokensPerSecond
    {
        get
        {
            var rates = Result.Curve.Select(row => row.TokensPerSecond).OfType<double>().Order().ToList();
            return rates.Count == 0 ? null : rates[rates.Count / 2];
        }
    }

    /// <summary>
    /// How far, at most, the training loss stood above the lowest before it, once the warm-up was over: a training near the edge of
    /// stability has spikes. In nats per token, of single batches.
    /// </summary>
    public double? LargestRise
    {
        get
        {
            var (lowest, rise) = (double.PositiveInfinity, (double?)null);
            foreach (var row in Result.Curve.Where(row => row.TrainLoss is not null && row.Step > Result.Config.WarmupSteps))
            {
                lowest = Math.Min(lowest, row.TrainLoss!.Value);
                rise = Math.Max(rise ?? 0, row.TrainLoss!.Value - lowest);
            }
            return rise;
        }
    }

    /// <summary>The seconds after which the validation loss was first at most this; null where it never was.</summary>
    public double? SecondsTo(double loss) => Result.Curve.FirstOrDefault(row => row.ValidationLoss <= loss)?.Seconds;
}
