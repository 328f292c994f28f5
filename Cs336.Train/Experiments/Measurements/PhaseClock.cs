using System.Diagnostics;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>A moment since a clock was made.</summary>
/// <param name="Seconds">Wall-clock.</param>
/// <param name="ProcessorSeconds">Processor time of all threads of the process.</param>
internal readonly record struct Moment(double Seconds, double ProcessorSeconds)
{
    /// <summary>What passed since an earlier moment.</summary>
    public PhaseTime Since(Moment earlier, string name) => new(
        name,
        Math.Round(Math.Max(0, Seconds - earlier.Seconds), 4),
        Math.Round(Math.Max(0, ProcessorSeconds - earlier.ProcessorSeconds), 4));
}

/// <summary>Wall-clock and processor time.</summary>
internal sealed class PhaseClock
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly TimeSpan processorAtStart = Environment.CpuUsage.TotalTime;

    /// <summary>When the clock was made.</summary>
    public static Moment Beginning => default;

    /// <summary>Wall-clock alone, which is quickly read.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(started).TotalSeconds;

    /// <summary>Now.</summary>
    public Moment Now => new(Seconds, (Environment.CpuUsage.TotalTime - processorAtStart).TotalSeconds);
}

/// <summary>How far something is over time, thinned to a few dozen points as it goes.</summary>
internal sealed class ProgressCurve(PhaseClock clock)
{
    private const int MostPoints = 40;

    private readonly List<ProgressPoint> points = [];
    private double next;

    /// <summary>Its points.</summary>
    public IReadOnlyList<ProgressPoint> Points => points;

    /// <summary>The first report; null: there was none.</summary>
    public Moment? Beginning { get; private set; }

    /// <summary>The report of the end; null: there was none.</summary>
    public Moment? End { get; private set; }

    /// <summary>Takes a report.</summary>
    public void Add(long done, long total)
    {
        var share = (double)done / total;
        Beginning ??= clock.Now;
        if (share >= next || done == total)
        {
            points.Add(new(Math.Round(clock.Seconds, 4), Math.Round(share, 4)));
            next = share + (1.0 / MostPoints);
        }
        if (done == total)
            End = clock.Now;
    }
}
