namespace Cs336.Model.Training;

/// <summary>The loss or the gradient is no longer a finite number; going on would train nothing.</summary>
/// <param name="message">One sentence.</param>
/// <param name="step">The step that it was found in, from 1.</param>
/// <param name="report">What was found in the step, where it was looked at before its update.</param>
public sealed class DivergenceException(string message, long step, NonFiniteReport? report = null) : Exception(message)
{
    /// <summary>The step that it was found in, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>What was found in the step; null where the values were no longer at hand.</summary>
    public NonFiniteReport? Report { get; } = report;
}
