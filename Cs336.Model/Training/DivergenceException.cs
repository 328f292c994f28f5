namespace Cs336.Model.Training;

/// <summary>The loss or the gradient is no longer a finite number; going on would train nothing.</summary>
/// <param name="message">One sentence.</param>
/// <param name="report">What was found in the step, where it was looked at before its update.</param>
public sealed class DivergenceException(string message, NonFiniteReport? report = null) : Exception(message)
{
    /// <summary>What was found in the step; null where the values were no longer at hand.</summary>
    public NonFiniteReport? Report { get; } = report;
}
