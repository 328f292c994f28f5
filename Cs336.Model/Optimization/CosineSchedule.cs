using System.Numerics;

namespace Cs336.Model.Optimization;

/// <summary>Linear warm-up, then half a cosine down to a floor (assignment §4.4; Touvron et al. 2023).</summary>
/// <remarks>
/// A function of the step and nothing else, for any optimizer of TorchSharp: before a step, set the <c>LearningRate</c> of its
/// <c>ParamGroups</c> to <see cref="At"/>, or hand <c>step => schedule.At(step) / initialRate</c> to a <c>LambdaLR</c>.
/// </remarks>
/// <param name="Maximum">The rate at the end of the warm-up, at least 0.</param>
/// <param name="Minimum">The rate from the end of the cosine on, between 0 and the maximum.</param>
/// <param name="WarmupSteps">Length of the warm-up, in steps.</param>
/// <param name="CycleSteps">The step at which the cosine ends, counted from the first; no less than the warm-up.</param>
/// <exception cref="ConfigurationException">A value is out of its range.</exception>
public readonly record struct CosineSchedule(double Maximum, double Minimum, long WarmupSteps, long CycleSteps)
{
    /// <summary>The rate at the end of the warm-up.</summary>
    public double Maximum { get; } = Checked("maximum", Maximum, "at least 0", Maximum >= 0);

    /// <summary>The rate from the end of the cosine on.</summary>
    public double Minimum { get; } = Checked("minimum", Minimum, "between 0 and the maximum", Minimum >= 0 && Minimum <= Maximum);

    /// <summary>Length of the warm-up, in steps.</summary>
    public long WarmupSteps { get; } = Checked("warm-up", WarmupSteps, "at least 0", WarmupSteps >= 0);

    /// <summary>The step at which the cosine ends.</summary>
    public long CycleSteps { get; } = Checked("cycle", CycleSteps, "no shorter than the warm-up", CycleSteps >= WarmupSteps);

    /// <summary>The learning rate of a step, counted from 0. With a warm-up the first step's is 0.</summary>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmupSteps)
            return (double)step / WarmupSteps * Maximum;
        if (step > CycleSteps)
            return Minimum;
        var progress = CycleSteps == WarmupSteps ? 0 : (double)(step - WarmupSteps) / (CycleSteps - WarmupSteps);
        return Minimum + (1 + Math.Cos(Math.PI * progress)) / 2 * (Maximum - Minimum);
    }

    private static T Checked<T>(string name, T value, string expected, bool holds) where T : INumber<T>
    {
        HyperParameter.Require("Schedule", name, double.CreateChecked(value), expected, holds);
        return value;
    }
}
