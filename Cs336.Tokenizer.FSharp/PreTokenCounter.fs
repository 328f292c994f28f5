namespace Cs336.Tokenizer

#nowarn "9" // Windows and the entries of tables are pointers.

open System
open System.Threading
open FSharp.NativeInterop

/// Counts the pre-tokens of chunks on several threads, as often as there are chunks to count. Frequent pre-tokens are counted near each
/// thread; a thread whose own table has grown to `mostOwnSlots` empties it into the counts of all. How chunks fall to threads leaves no
/// trace in the counts.
[<Sealed>]
type internal PreTokenCounter(specials: SpecialTokens, threads: int, mostOwnSlots: int) =

    /// A small corpus needs no more; what needs more grows.
    static let leastOwnSlots = 1024

    let crew = new Crew(threads)
    let shared = new SharedCounts()

    let ownTable () =
        new CountTable(0, min leastOwnSlots mostOwnSlots)

    let owns = Array.init threads (fun _ -> ownTable ())

    let segments = Array.init threads (fun _ -> new SegmentEnds())

    /// Counts the pre-tokens among the segments of a window.
    [<CompiledForSpeed>]
    let countWindow (own: CountTable) (segments: SegmentEnds) (text: nativeptr<byte>) : unit =
        let mutable first = 0
        let mutable start = 0

        for special in 0 .. segments.Specials.Count do
            let isLast = special = segments.Specials.Count

            let last =
                if isLast then
                    segments.Count
                else
                    segments.Specials[special].Index

            while first < last do
                let batchEnd = min last (first + CountTable.Batch)

                if own.Slots >= mostOwnSlots && own.IsNearlyFull then
                    shared.Absorb own

                own.CountBatch(text, segments, first, batchEnd, start)
                start <- segments[batchEnd - 1]
                first <- batchEnd

            if not isLast then
                start <- segments[last]
                first <- last + 1

    /// Counts the chunks that `next` gives, until there are none, on the thread with this index.
    let countAll (report: Chunk -> unit) (cancellation: CancellationToken) (next: unit -> Chunk voption) (thread: int) : unit =
        let mutable chunk = next ()

        while chunk.IsSome do
            chunk.Value
            |> CorpusChunks.windows specials segments[thread] cancellation (countWindow owns[thread] segments[thread])

            report chunk.Value
            chunk <- next ()

    /// Slots of a thread's own table at most, unless tests want fewer: 16 MB hold what is frequent in any text.
    static member MostOwnSlots = 1 <<< 19

    member _.Threads = threads

    /// Counts all chunks; `report` hears of every one that is done, from any thread.
    member _.Count(report: Chunk -> unit, cancellation: CancellationToken, chunks: Chunk[]) : unit =
        let taken = ref -1

        let next () =
            let index = Interlocked.Increment &taken.contents

            if index < chunks.Length then
                ValueSome chunks[index]
            else
                ValueNone

        let count thread =
            try
                countAll report cancellation next thread
            with _ ->
                // Nobody needs the rest any more.
                Volatile.Write(&taken.contents, chunks.Length)
                reraise ()

        // What one thread does alone it does here, and no other is started.
        if chunks.Length > 1 then crew.Run count else count 0

    /// All that was counted, which more may be added to; it lives as long as this. The threads' own tables are given back.
    member _.Counts: SharedCounts =
        for thread in 0 .. threads - 1 do
            use own = owns[thread]
            shared.Absorb own
            owns[thread] <- ownTable ()

        shared

    interface IDisposable with
        member _.Dispose() =
            (crew :> IDisposable).Dispose()

            for own in owns do
                (own :> IDisposable).Dispose()

            (shared :> IDisposable).Dispose()
