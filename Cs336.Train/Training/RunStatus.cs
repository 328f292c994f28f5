using Cs336.Model.Training;

namespace Cs336.Train.Training;

/// <summary>Where a run stands, in the words beside its progress bar.</summary>
internal sealed class RunStatus(long steps)
{
    private const double Smoothing = 0.95;

    private double? smoothedLoss;
    private double? validationLoss;
    private Metrics? lastStep;
    private double? tokensPerSecond;
    private double? mfu;

    /// <summary>The words after one more row.</summary>
    public string After(Metrics row)
    {
        validationLoss = row.ValidationLoss ?? validationLoss;
        tokensPerSecond = row.TokensPerSecond ?? tokensPerSecond;
        mfu = row.Mfu ?? mfu;
        if (row.TrainLoss is { } loss)
        {
            smoothedLoss = smoothedLoss is { } before ? Smoothing * before + (1 - Smoothing) * loss : loss;
            lastStep = row;
        }
        return string.Join(", ", Parts(row));
    }

    /// <summary>
    /// What matters most comes first, and in few words, since a terminal may be narrow. The loss in brackets is smoothed.
    /// </summary>
    private IEnumerable<string> Parts(Metrics row)
    {
        yield return FormattableString.Invariant($"step {row.Step:N0} of {steps:N0}");
        if (lastStep is { } step)
            yield return FormattableString.Invariant($"loss {step.TrainLoss:F3} ({smoothedLoss:F3})");
        if (validationLoss is { } validation)
            yield return FormattableString.Invariant($"validation {validation:F3}");
        if (lastStep is { LearningRate: { } learningRate, GradientNorm: { } norm })
            yield return FormattableString.Invariant($"rate {learningRate:G2}, norm {norm:G2}");
        if (tokensPerSecond is { } rate)
            yield return FormattableString.Invariant($"{rate:N0} tokens/s");
        if (mfu is { } share)
            yield return FormattableString.Invariant($"MFU {share * 100:F0} %");
        if (validationLoss is { } nats)
            yield return FormattableString.Invariant($"perplexity {Math.Exp(nats):N0}");
    }
}
