namespace Cs336.Model.Optimization;

/// <summary>Linear warm-up, then half a cosine down to a floor (assignment §4.4; Touvron et al. 2023).</summary>
/// <param name="Maximum">The rate at the end of the warm-up.</param>
/// <param name="Minimum">The rate from the end of the cosine on.</param>
/// <param name="WarmupSteps">Length of the warm-up, in steps.</param>
/// <param name="CycleSteps">The step at which the cosine ends, counted from the first.</param>
public readonly record struct CosineSchedule(double Maximum, double Minimum, long WarmupSteps, long CycleSteps)
{
    /// <summary>The learning rate of a step, counted from 0. With a warm-up the first step's is 0.</summary>
    /// <param name="step">The step.</param>
    public double At(long step)
    {
        if (step < WarmupSteps)
            return (double)step / WarmupSteps * Maximum;
        if (step > CycleSteps)
            return Minimum;
        var progress = CycleSteps == WarmupSteps ? 0 : (double)(step - WarmupSteps) / (CycleSteps - WarmupSteps);
        return Minimum + (1 + Math.Cos(Math.PI * progress)) / 2 * (Maximum - Minimum);
    }
}
