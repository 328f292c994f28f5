using System.Runtime.ExceptionServices;

namespace Cs336.Model.Kernels;

/// <summary>
/// Threads that do one job after another together, each job in as many parts as there are threads. Jobs of microseconds pay for no more
/// than a glance at a counter: between jobs a worker looks for the next one for about a tenth of a millisecond, yielding its core to
/// whoever wants it, before it sleeps. A part that no worker has begun, because another program has its core, the caller does too.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private const int GlancesBeforeSleep = 300;

    private readonly object gate = new();
    private readonly Thread[] workers;
    private Action<int, int> job = (_, _) => { };
    private Exception? failure;

    /// <summary>The number of the job in the upper half, of its next part that nobody has begun in the lower.</summary>
    private long next;
    private int unfinished;
    private int asleep;
    private volatile bool ended;

    /// <summary>A team of <paramref name="threads"/>, the caller among them.</summary>
    public WorkerTeam(int threads)
    {
        workers = new Thread[Math.Max(1, threads) - 1];
        next = workers.Length + 1;
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work) { IsBackground = true, Name = "cs336 kernels" };
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
        unfinished = Size;
        var number = Announce(firstPart: 0);
        DoPartsOf(number);
        var spin = new SpinWait();
        while (Volatile.Read(ref unfinished) > 0)
            spin.SpinOnce(sleep1Threshold: -1);
        if (Interlocked.Exchange(ref failure, null) is { } thrown)
            ExceptionDispatchInfo.Throw(thrown);
    }

    public void Dispose()
    {
        ended = true;
        Announce(firstPart: Size);
        foreach (var worker in workers)
            worker.Join();
    }

    /// <summary>Tells the workers of the next job, and returns its number.</summary>
    private int Announce(int firstPart)
    {
        var number = NumberOf(next) + 1;
        Interlocked.Exchange(ref next, ((long)number << 32) | (uint)firstPart);
        if (Volatile.Read(ref asleep) > 0)
            WakeAll();
        return number;
    }

    private void Work()
    {
        for (var seen = 0; !ended;)
        {
            seen = WaitForJobAfter(seen);
            DoPartsOf(seen);
        }
    }

    /// <summary>Does parts of a job, as long as some are left that nobody has begun.</summary>
    private void DoPartsOf(int number)
    {
        while (Volatile.Read(ref next) is var found && NumberOf(found) == number && (int)found < Size)
        {
            if (Interlocked.CompareExchange(ref next, found + 1, found) != found)
                continue;
            try
            {
                job((int)found, Size);
            }
            catch (Exception error)
            {
                failure = error;
            }
            Interlocked.Decrement(ref unfinished);
        }
    }

    private int WaitForJobAfter(int seen)
    {
        var spin = new SpinWait();
        for (var glances = 0; glances < GlancesBeforeSleep; glances++)
        {
            if (NumberOf(Volatile.Read(ref next)) is var number && number != seen)
                return number;
            spin.SpinOnce(sleep1Threshold: -1);
        }
        lock (gate)
        {
            // Counted before the last look, as the caller announces before it looks who sleeps: one of them sees the other.
            Interlocked.Increment(ref asleep);
            while (NumberOf(Volatile.Read(ref next)) == seen)
                Monitor.Wait(gate);
            Interlocked.Decrement(ref asleep);
        }
        return NumberOf(Volatile.Read(ref next));
    }

    private static int NumberOf(long next) => (int)(next >> 32);

    private void WakeAll()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }
}
