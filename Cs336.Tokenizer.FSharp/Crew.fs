namespace Cs336.Tokenizer

open System
open System.Runtime.ExceptionServices
open System.Threading

/// Threads that do pieces of the same work side by side, again and again. Pieces may take microseconds: between two of them the threads
/// look for the next one for a while before they sleep, and nobody else's work comes between, as it does in the thread pool, where
/// whoever blocks a thread holds up the rest.
[<Sealed>]
type internal Crew(size: int) =

    /// How often a thread looks before it sleeps. It yields the processor each time but the first few.
    static let patience = 2000

    let starts =
        Array.init (size - 1) (fun _ -> new ManualResetEventSlim(false, patience))

    let finished = new ManualResetEventSlim(false, patience)
    let mutable work: int -> unit = ignore
    let mutable working = 0
    let mutable failure: ExceptionDispatchInfo voption = ValueNone
    let mutable isOpen = true

    let perform (index: int) : unit =
        try
            work index
        with error ->
            lock starts (fun () -> failure <- ValueSome(ExceptionDispatchInfo.Capture error))

    let serve (index: int) () : unit =
        let start = starts[index - 1]
        start.Wait()

        while isOpen do
            start.Reset()
            perform index

            if Interlocked.Decrement &working = 0 then
                finished.Set()

            start.Wait()

    // Who never runs anything starts no thread.
    let threads =
        lazy
            Array.init (size - 1) (fun index ->
                let thread = Thread(serve (index + 1), IsBackground = true, Name = "tokenizer")
                thread.Start()
                thread)

    let startAll () =
        for start in starts do
            start.Set()

    /// Threads, the caller of `Run` among them.
    member _.Size = size

    /// Calls `piece` with each number below `Size`, each on its own thread, 0 on this one, and returns when all are done. Where one
    /// fails, so does this.
    member _.Run(piece: int -> unit) : unit =
        work <- piece
        failure <- ValueNone
        working <- size - 1
        finished.Reset()
        threads.Force() |> ignore
        startAll ()
        perform 0

        if size > 1 then
            finished.Wait()

        match failure with
        | ValueSome error -> error.Throw()
        | ValueNone -> ()

    /// Calls `visit` with each number below `count`, on whichever thread has nothing else to do.
    member this.ForEach(count: int, visit: int -> unit) : unit =
        let taken = ref -1

        this.Run(fun _ ->
            let mutable item = Interlocked.Increment &taken.contents

            while item < count do
                visit item
                item <- Interlocked.Increment &taken.contents)

    interface IDisposable with
        member _.Dispose() =
            isOpen <- false

            if threads.IsValueCreated then
                startAll ()

                for thread in threads.Value do
                    thread.Join()

            for start in starts do
                start.Dispose()

            finished.Dispose()
