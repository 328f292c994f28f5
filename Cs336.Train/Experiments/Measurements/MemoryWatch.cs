namespace Cs336.Train.Experiments.Measurements;

/// <summary>The largest working set of this process while something runs, looked at every few milliseconds.</summary>
/// <remarks>
/// The operating system's own maximum is that of the whole life of the process, in which much else may have been run before.
/// </remarks>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly ManualResetEventSlim ending = new();
    private readonly Thread watcher;
    private long peak = Environment.WorkingSet;

    private MemoryWatch()
    {
        watcher = new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        watcher.Start();
    }

    /// <summary>The working set at the beginning, after what nobody uses any more was freed, in bytes.</summary>
    public long Before { get; private init; }

    /// <summary>The largest since then, in bytes.</summary>
    public long Peak => Math.Max(Interlocked.Read(ref peak), Environment.WorkingSet);

    /// <summary>Begins.</summary>
    public static MemoryWatch Start()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new MemoryWatch { Before = Environment.WorkingSet };
    }

    public void Dispose()
    {
        ending.Set();
        watcher.Join();
        ending.Dispose();
    }

    private void Watch()
    {
        do
        {
            if (Environment.WorkingSet is var now && now > Interlocked.Read(ref peak))
                Interlocked.Exchange(ref peak, now);
        }
        while (!ending.Wait(Interval));
    }
}
