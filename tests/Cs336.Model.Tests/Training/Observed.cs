using Cs336.Model.Data;
using Cs336.Model.Training;

namespace Cs336.Model.Tests.Training;

/// <summary>Tokens that tell when a window of them is read, which is how a test gets in between two steps.</summary>
internal sealed class ObservedTokens(long[] ids, Action onRead) : TokenSequence
{
    public override long Count => ids.Length;

    public override void CopyTo(long start, Span<long> destination)
    {
        onRead();
        ids.AsSpan((int)start, destination.Length).CopyTo(destination);
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(double seconds) => ticks += TimeSpan.FromSeconds(seconds).Ticks;
}

/// <summary>Writes down what a trainer tells, in order.</summary>
internal sealed class Recorder(Action<TrainingPosition> onCheckpoint) : ITrainingCallback
{
    public List<Metrics> Rows { get; } = [];

    /// <summary><c>train N</c>, <c>validation N</c>, <c>checkpoint N</c>.</summary>
    public List<string> Events { get; } = [];

    public void OnMetrics(Metrics metrics)
    {
        Rows.Add(metrics);
        Events.Add($"{(metrics.ValidationLoss is null ? "train" : "validation")} {metrics.Step}");
    }

    public void OnCheckpoint(TrainingPosition position)
    {
        Events.Add($"checkpoint {position.Step}");
        onCheckpoint(position);
    }

    public void OnMicroBatchHalved(long step, int microBatch) => Events.Add($"micro-batch {microBatch} in step {step}");
}
