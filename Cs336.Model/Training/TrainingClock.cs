namespace Cs336.Model.Training;

/// <summary>The seconds of a run over all its sittings, and how many of them went into steps.</summary>
internal sealed class TrainingClock(TimeProvider time, double secondsBefore)
{
    private readonly long start = time.GetTimestamp();
    private long trainingSince = time.GetTimestamp();
    private double trainingSeconds;

    /// <summary>Seconds since the run began.</summary>
    public double Seconds => secondsBefore + time.GetElapsedTime(start).TotalSeconds;

    /// <summary>Seconds spent on steps since the last call.</summary>
    public double TakeTrainingSeconds()
    {
        var seconds = trainingSeconds + time.GetElapsedTime(trainingSince).TotalSeconds;
        trainingSeconds = 0;
        trainingSince = time.GetTimestamp();
        return seconds;
    }

    /// <summary>Does something that is no step: its time does not count as training.</summary>
    public void OutsideTraining(Action action)
    {
        trainingSeconds += time.GetElapsedTime(trainingSince).TotalSeconds;
        action();
        trainingSince = time.GetTimestamp();
    }
}
