namespace Cs336.Model.Training;

/// <summary>Where a run stands.</summary>
/// <param name="Step">Updates made so far.</param>
/// <param name="Seconds">Seconds they took, evaluations and checkpoints included.</param>
/// <param name="Evaluated">Whether the validation loss of this step has been measured.</param>
public readonly record struct TrainingPosition(long Step, double Seconds, bool Evaluated)
{
    /// <summary>Before the first step.</summary>
    public static TrainingPosition Start => default;
}
