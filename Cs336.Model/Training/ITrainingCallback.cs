namespace Cs336.Model.Training;

/// <summary>What a <see cref="Trainer"/> tells the world, and when it is time to save.</summary>
public interface ITrainingCallback
{
    /// <summary>One row of measurements, in the order of steps.</summary>
    /// <param name="metrics">The row.</param>
    void OnMetrics(Metrics metrics);

    /// <summary>
    /// It is time to save. Every row up to this step has been passed on, but for the validation loss, which is measured afterwards.
    /// </summary>
    /// <param name="step">Updates made so far.</param>
    /// <param name="seconds">Seconds of training so far.</param>
    void OnCheckpoint(long step, double seconds);
}
