using System.Collections.Concurrent;

namespace Cs336.Model.Data;

/// <summary>
/// Prepares the batches of the next steps on a thread of its own, while the device is busy with this one. What comes out is what the
/// source gives, whatever the threads do: a batch is a function of its step.
/// </summary>
public sealed class PreparedBatches : IBatchSource, IDisposable
{
    private readonly IBatchSource source;
    private readonly int ahead;
    private Preparation? preparation;

    /// <summary>Prepares nothing until the first batch is asked for.</summary>
    /// <param name="source">Where the batches come from; asked by one thread at a time.</param>
    /// <param name="ahead">How many batches are held ready.</param>
    public PreparedBatches(IBatchSource source, int ahead = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        (this.source, this.ahead) = (source, ahead);
    }

    /// <inheritdoc/>
    public int BatchSize => source.BatchSize;

    /// <inheritdoc/>
    public int ContextLength => source.ContextLength;

    /// <summary>The ids of a step. Steps are meant to come in order; after a jump the preparation starts anew.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <exception cref="Exception">Whatever the source threw at this step.</exception>
    public long[] IdsAt(long step)
    {
        if (preparation?.Next != step)
        {
            preparation?.Dispose();
            preparation = new Preparation(source, step, ahead);
        }
        return preparation.Take();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose() => preparation?.Dispose();

    /// <summary>One uninterrupted row of steps.</summary>
    private sealed class Preparation : IDisposable
    {
        private readonly BlockingCollection<Func<long[]>> ready;
        private readonly CancellationTokenSource end = new();
        private readonly Thread thread;

        public Preparation(IBatchSource source, long first, int ahead)
        {
            Next = first;
            ready = new(ahead);
            thread = new Thread(() => Prepare(source, first)) { IsBackground = true, Name = "batches" };
            thread.Start();
        }

        /// <summary>The step that the next batch belongs to.</summary>
        public long Next { get; private set; }

        public long[] Take()
        {
            var ids = ready.Take()();
            Next++;
            return ids;
        }

        public void Dispose()
        {
            end.Cancel();
            thread.Join();
            end.Dispose();
            ready.Dispose();
        }

        private void Prepare(IBatchSource source, long first)
        {
            try
            {
                for (var step = first; !end.IsCancellationRequested; step++)
                    ready.Add(Try(source, step), end.Token);
            }
            catch (OperationCanceledException)
            {
                // Disposed while it waited for a free place.
            }
        }

        /// <summary>An error belongs to the thread that asks for the batch, at the step that it happened in.</summary>
        private static Func<long[]> Try(IBatchSource source, long step)
        {
            try
            {
                var ids = source.IdsAt(step);
                return () => ids;
            }
            catch (Exception error)
            {
                var captured = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
                return () =>
                {
                    captured.Throw();
                    throw error;
                };
            }
        }
    }
}
