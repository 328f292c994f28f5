using System.Diagnostics;

namespace Cs336.Train.Terminal;

/// <summary>Tells how much of the inputs was read and how fast, in bytes as they lie on the disk.</summary>
/// <param name="total">Bytes of all inputs together; null where only the end of a pipe tells.</param>
/// <param name="report">Takes each report.</param>
internal sealed class ReadingProgress(long? total, Progress.Report report)
{
    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>Bytes of the inputs that are done with.</summary>
    public long Finished { get; set; }

    /// <summary>Bytes per second since the beginning.</summary>
    /// <param name="bytes">Bytes since then.</param>
    /// <param name="elapsed">The time since then.</param>
    public static double Rate(long bytes, TimeSpan elapsed) => bytes / Math.Max(elapsed.TotalSeconds, 1e-3);

    /// <summary>Reports.</summary>
    /// <param name="read">Bytes of the input that is being read.</param>
    public void Report(long read)
    {
        var done = Finished + read;
        var rate = Rate(done, Stopwatch.GetElapsedTime(started)) / 1e6;
        if (total is { } all)
            report(Math.Min(1, (double)done / all), FormattableString.Invariant($"{done / 1e6:N1} of {all / 1e6:N1} MB, {rate:N0} MB/s"));
        else
            report(double.NaN, FormattableString.Invariant($"{done / 1e6:N1} MB, {rate:N0} MB/s"));
    }
}
