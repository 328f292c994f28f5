namespace Cs336.Tokenizer

open System.Collections.Generic
open System.Threading
open System.Threading.Tasks

/// Work on several threads whose results come in order.
module internal Ordered =

    /// `transform` of each item, in their order, on up to `threads` threads. No more than twice as many results wait to be taken, so that
    /// the memory does not depend on the number of items.
    let map (threads: int) (cancellation: CancellationToken) (transform: 'a -> 'b) (items: 'a[]) : seq<'b> =
        seq {
            use gate = new SemaphoreSlim(threads)
            let waiting = Queue<Task<'b>>()
            let mutable next = 0

            let start item =
                task {
                    do! gate.WaitAsync cancellation

                    try
                        return! Task.Run((fun () -> transform item), cancellation)
                    finally
                        gate.Release() |> ignore
                }

            try
                while next < items.Length || waiting.Count > 0 do
                    cancellation.ThrowIfCancellationRequested()

                    while next < items.Length && waiting.Count < 2 * threads do
                        waiting.Enqueue(start items[next])
                        next <- next + 1

                    yield waiting.Dequeue().GetAwaiter().GetResult()
            finally
                // Nothing may be running any more when whoever asked gives back what it works on.
                for task in waiting do
                    try
                        task.Wait()
                    with _ ->
                        ()
        }
