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
    /// <param name="position">Where the run stands; what <see cref="Trainer.Run"/> takes to go on from here.</param>
    void OnCheckpoint(TrainingPosition position);

    /// <summary>The device ran out of memory, and the step is taken again with a smaller micro-batch.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="microBatch">The micro-batch from now on, in sequences.</param>
    void OnMicroBatchHalved(long step, int microBatch)
    {
    }
}
