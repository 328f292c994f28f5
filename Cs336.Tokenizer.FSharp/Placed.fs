namespace Cs336.Tokenizer

open System.Collections.Concurrent
open System.Collections.Generic
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks

/// Parts that lie one after another, each of a length that is known when it is made: the place of one is known as soon as all before
/// it are made, by whichever thread and in whatever order.
[<Sealed>]
type internal Places<'part>() =
    let made = Dictionary<int, struct ('part * Result<int, Fault>)>()
    let mutable next = 0
    let mutable start = 0L

    /// Adds part number `index` and returns those that have a place now: their numbers, themselves, and what comes before them.
    /// Throws the first fault in the order of the parts, whenever it was met.
    member _.Add(index: int, part: 'part, length: Result<int, Fault>) : ResizeArray<struct (int * 'part * int64)> =
        lock made (fun () ->
            made.Add(index, struct (part, length))
            let placed = ResizeArray()
            let mutable found = struct (part, length)

            while made.Remove(next, &found) do
                let struct (part, length) = found
                let length = Fault.orThrow length
                placed.Add(struct (next, part, start))
                start <- start + int64 length
                next <- next + 1

            placed)

/// Work on several threads whose results lie one after another, in memory that is lent and used again.
module internal Placed =

    /// `make` puts an item's result into a buffer and says how long it is; `take` gets it together with the length of all before it.
    /// Both run on up to `threads` threads at once, the caller's among them. There are twice as many buffers, so that a thread that is done
    /// early goes on; items are begun in their order, so that the first one that is not done always has a buffer.
    let run
        (threads: int)
        (cancellation: CancellationToken)
        (buffer: unit -> 'buffer)
        (make: CancellationToken -> 'item -> 'buffer -> Result<int, Fault>)
        (take: 'item -> 'buffer -> int64 -> unit)
        (items: 'item[])
        : unit =
        use stopping = CancellationTokenSource.CreateLinkedTokenSource cancellation
        use gate = new SemaphoreSlim(2 * threads)
        let buffers = ConcurrentBag<'buffer>()
        let places = Places<'buffer>()
        let begun = ref -1
        let failure: (ExceptionDispatchInfo | null) ref = ref null

        let work () =
            try
                let mutable isOpen = true

                while isOpen do
                    gate.Wait stopping.Token
                    let index = Interlocked.Increment &begun.contents

                    if index < items.Length then
                        let own =
                            match buffers.TryTake() with
                            | true, buffer -> buffer
                            | false, _ -> buffer ()

                        let length = make stopping.Token items[index] own

                        for struct (index, buffer, start) in places.Add(index, own, length) do
                            take items[index] buffer start
                            buffers.Add buffer
                            gate.Release() |> ignore
                    else
                        gate.Release() |> ignore
                        isOpen <- false
            with error ->
                // The others end because of this one: what they throw says nothing.
                Interlocked.CompareExchange(&failure.contents, ExceptionDispatchInfo.Capture error, null)
                |> ignore

                stopping.Cancel()

        let others =
            Array.init (threads - 1) (fun _ -> Task.Factory.StartNew(work, TaskCreationOptions.LongRunning))

        work ()
        Task.WaitAll others

        match failure.Value with
        | null -> ()
        | failure -> failure.Throw()
