namespace Cs336.Model.Accounting;

/// <summary>How long a training run takes on a machine of a given rate (assignment §4.3).</summary>
/// <param name="FlopsPerStep">Matrix products of one step, forward and backward, in FLOPs.</param>
/// <param name="TotalFlops">Those of all steps; not an integer, since it may exceed 64 bits.</param>
/// <param name="Seconds">Time at the rate that is reached.</param>
public sealed record TrainingTime(long FlopsPerStep, double TotalFlops, double Seconds)
{
    /// <summary>The same time in days.</summary>
    public double Days => Seconds / (24 * 60 * 60);

    /// <summary>The time of a run. The backward pass counts as two forward passes; the optimizer's own work is left out.</summary>
    /// <param name="forwardFlops">FLOPs of the forward pass of one sequence.</param>
    /// <param name="steps">Number of updates.</param>
    /// <param name="batchSize">Sequences per update.</param>
    /// <param name="peak">FLOPs per second of the hardware at its best.</param>
    /// <param name="utilisation">The part of the peak that is reached (MFU), in (0, 1].</param>
    /// <exception cref="OverflowException">The FLOPs of a step are more than 64 bits count.</exception>
    public static TrainingTime Of(long forwardFlops, long steps, long batchSize, double peak, double utilisation)
    {
        var flopsPerStep = checked(3 * forwardFlops * batchSize);
        var totalFlops = (double)flopsPerStep * steps;
        return new(flopsPerStep, totalFlops, totalFlops / (peak * utilisation));
    }
}
