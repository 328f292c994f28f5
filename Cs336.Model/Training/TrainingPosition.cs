namespace Cs336.Model.Training;

/// <summary>Where a run stands: what a <see cref="Trainer"/> must know, beside model and optimizer, to go on.</summary>
/// <param name="Step">Updates made so far.</param>
/// <param name="Seconds">Seconds they took, evaluations and checkpoints included.</param>
/// <param name="Evaluated">Whether the validation loss of this step has been measured.</param>
/// <param name="MicroBatch">The micro-batch that the device had room for, in sequences; null: what the configuration says.</param>
/// <param name="LearningRateScale">The factor that rewinding has left of every learning rate.</param>
public readonly record struct TrainingPosition(
    long Step, double Seconds, bool Evaluated, int? MicroBatch = null, double LearningRateScale = 1)
{
    /// <summary>Before the first step.</summary>
    public static TrainingPosition Start => new(Step: 0, Seconds: 0, Evaluated: false);
}
