namespace Cs336.Model.Kernels;

/// <summary>
/// Threads that do one job after another together: the caller does part 0, the others parts 1, 2, …. Jobs of microseconds pay for
/// no more than a glance at a counter: between jobs a worker looks for the next one for about a tenth of a millisecond, yielding its
/// core to whoever wants it, before it sleeps.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private const int GlancesBeforeSleep = 300;

    private readonly object gate = new();
    private readonly Thread[] workers;
    private Action<int, int> job = (_, _) => { };
    private Exception? failure;
    private int round;
    private int working;
    private int asleep;
    private volatile bool ended;

    /// <summary>A team of <paramref name="threads"/>, the caller among them.</summary>
    public WorkerTeam(int threads)
    {
        workers = new Thread[Math.Max(1, threads) - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var part = i + 1;
            workers[i] = new Thread(() => Work(part)) { IsBackground = true, Name = "cs336 kernels" };
            workers[i].Start();
        }
    }

    /// <summary>How many parts a job has.</summary>
    public int Size => workers.Length + 1;

    /// <summary>Does a job in parts and returns when all are done.</summary>
    /// <param name="todo">Takes the number of a part and of all parts.</param>
    public void Run(Action<int, int> todo)
    {
        if (workers.Length == 0)
        {
            todo(0, 1);
            return;
        }
        job = todo;
        working = workers.Length;
        Interlocked.Increment(ref round);
        if (Volatile.Read(ref asleep) > 0)
            WakeAll();
        try
        {
            todo(0, Size);
        }
        finally
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref working) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
        }
        if (Interlocked.Exchange(ref failure, null) is { } thrown)
            throw new InvalidOperationException("A worker's part of a job failed.", thrown);
    }

    public void Dispose()
    {
        ended = true;
        Interlocked.Increment(ref round);
        WakeAll();
        foreach (var worker in workers)
            worker.Join();
    }

    private void Work(int part)
    {
        for (var seen = 0; ; seen++)
        {
            WaitForRoundAfter(seen);
            if (ended)
                return;
            try
            {
                job(part, Size);
            }
            catch (Exception error)
            {
                failure = error;
            }
            Interlocked.Decrement(ref working);
        }
    }

    private void WaitForRoundAfter(int seen)
    {
        var spin = new SpinWait();
        for (var glances = 0; glances < GlancesBeforeSleep; glances++)
        {
            if (Volatile.Read(ref round) != seen)
                return;
            spin.SpinOnce(sleep1Threshold: -1);
        }
        lock (gate)
        {
            // Counted before the last look, as the caller counts the round up before it looks who sleeps: one of them sees the other.
            Interlocked.Increment(ref asleep);
            while (Volatile.Read(ref round) == seen)
                Monitor.Wait(gate);
            Interlocked.Decrement(ref asleep);
        }
    }

    private void WakeAll()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }
}
