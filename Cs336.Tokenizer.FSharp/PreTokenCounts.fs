namespace Cs336.Tokenizer

#nowarn "9" // Windows and the entries of tables are pointers.

open System
open System.Numerics
open System.Threading
open FSharp.NativeInterop

/// A distinct pre-token and how often it occurs.
[<Struct>]
type internal CountedPreToken = { Bytes: byte[]; Count: int64 }

/// How often each pre-token occurs. Counts form a commutative monoid under `merge`: how a corpus is divided among chunks and threads
/// leaves no trace in them. Pre-token i is the bytes from `Starts[i]` to `Starts[i + 1]`: millions of them, but three objects.
type internal PreTokenCounts = {
    Bytes: byte[]
    Starts: int[]
    Counts: int64[]
} with

    /// The number of distinct pre-tokens.
    member this.Length = this.Counts.Length

    member this.BytesOf(index: int) : ReadOnlySpan<byte> =
        ReadOnlySpan(this.Bytes, this.Starts[index], this.Starts[index + 1] - this.Starts[index])

    /// The pre-tokens one by one, in no particular order.
    member this.Entries: seq<CountedPreToken> =
        Seq.init this.Length (fun index -> {
            Bytes = this.BytesOf(index).ToArray()
            Count = this.Counts[index]
        })

module internal PreTokenCounts =

    /// What the tables hold.
    let private ofShared (shared: SharedCounts) : Result<PreTokenCounts, Fault> =
        let mutable size = 0L

        for table in shared.Parts do
            for slot in 0 .. table.Slots - 1 do
                size <- size + int64 (table.At slot).Length

        if size > int64 Array.MaxLength then
            Fault.data $"The corpus is too varied: expected at most {Array.MaxLength} bytes of distinct pre-tokens, found {size}."
        else
            let bytes = GC.AllocateUninitializedArray<byte>(int size)
            let starts = Array.zeroCreate<int>(int shared.Count + 1)
            let counts = Array.zeroCreate<int64>(int shared.Count)
            let mutable index = 0

            for table in shared.Parts do
                for slot in 0 .. table.Slots - 1 do
                    let counted = table.At slot

                    if counted.Length > 0 then
                        ReadOnlySpan<byte>(NativePtr.toVoidPtr counted.First, counted.Length)
                            .CopyTo(Span(bytes, starts[index], counted.Length))

                        starts[index + 1] <- starts[index] + counted.Length
                        counts[index] <- counted.Count
                        index <- index + 1

            Ok {
                Bytes = bytes
                Starts = starts
                Counts = counts
            }

    let private addTo (table: SharedCounts) (bytes: ReadOnlySpan<byte>) (count: int64) : unit =
        // A key reads 16 bytes at once.
        let padded = Array.zeroCreate<byte>(bytes.Length + PreTokenEnds.padding)
        bytes.CopyTo(Span padded)
        use start = fixed padded
        table.Add(start, bytes.Length, count)

    let private addAll (table: SharedCounts) (counts: PreTokenCounts) : unit =
        for index in 0 .. counts.Length - 1 do
            addTo table (counts.BytesOf index) counts.Counts[index]

    /// Counts given one by one; those of equal pre-tokens add up.
    let ofEntries (entries: seq<CountedPreToken>) : Result<PreTokenCounts, Fault> =
        use table = new SharedCounts()

        for entry in entries do
            addTo table (ReadOnlySpan entry.Bytes) entry.Count

        ofShared table

    /// Adds counts up, pre-token by pre-token; of no parts at all, nothing is counted.
    let merge (parts: seq<PreTokenCounts>) : Result<PreTokenCounts, Fault> =
        use table = new SharedCounts()

        for part in parts do
            addAll table part

        ofShared table

    /// Slots of a thread's own table: the fewer there are, the more often it is emptied, and 16 MB hold what is frequent in any text. For
    /// a small corpus fewer do.
    let private ownCapacity (chunks: Chunk[]) : int =
        let bytes = chunks |> Array.sumBy _.Length
        int (BitOperations.RoundUpToPowerOf2(uint64 (max 1024L (min (1L <<< 19) (bytes / 4L)))))

    /// Counts the pre-tokens among the segments of a window, by way of the thread's own table.
    let private countWindow (shared: SharedCounts) (own: CountTable) (segments: SegmentEnds) (text: nativeptr<byte>) : unit =
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
                let batchEnd = min last (first + PreTokenKeys.batch)

                if own.IsNearlyFull then
                    shared.Absorb own

                own.CountBatch(text, segments, first, batchEnd, start)
                start <- segments[batchEnd - 1]
                first <- batchEnd

            if not isLast then
                start <- segments[last]
                first <- last + 1

    /// Counts the chunks that `next` gives, until there are none. Frequent pre-tokens are counted near the thread; when
    /// its table is full, or nothing is left, what is there goes to the shared ones.
    let private countAll
        (specials: SpecialTokens)
        (report: Chunk -> unit)
        (cancellation: CancellationToken)
        (next: unit -> Chunk voption)
        (capacity: int)
        (shared: SharedCounts)
        : unit =
        use own = new CountTable(0, capacity)
        use segments = new SegmentEnds()
        let mutable chunk = next ()

        while chunk.IsSome do
            chunk.Value
            |> CorpusChunks.windows specials segments cancellation (countWindow shared own segments)

            report chunk.Value
            chunk <- next ()

        shared.Absorb own

    /// The pre-tokens of all chunks, counted on up to `threads` threads; `report` hears of every chunk that is done, from any thread.
    let share
        (specials: SpecialTokens)
        (threads: int)
        (report: Chunk -> unit)
        (cancellation: CancellationToken)
        (chunks: Chunk[])
        : SharedCounts =
        let shared = new SharedCounts()
        let taken = ref -1

        let next () =
            let index = Interlocked.Increment &taken.contents

            if index < chunks.Length then
                ValueSome chunks[index]
            else
                ValueNone

        let count () =
            try
                countAll specials report cancellation next (ownCapacity chunks) shared
            with _ ->
                // Nobody needs the rest any more.
                Volatile.Write(&taken.contents, chunks.Length)
                reraise ()

        try
            use crew = new Crew(max 1 (min threads chunks.Length))
            crew.Run(fun _ -> count ())
            shared
        with _ ->
            (shared :> IDisposable).Dispose()
            reraise ()

    /// The pre-tokens of all chunks, as a value of their own.
    let ofChunks specials threads report cancellation chunks : Result<PreTokenCounts, Fault> =
        use shared = share specials threads report cancellation chunks
        ofShared shared

    /// The pre-tokens of one chunk; special tokens are not counted.
    let ofChunk (specials: SpecialTokens) (chunk: Chunk) : Result<PreTokenCounts, Fault> =
        ofChunks specials 1 ignore CancellationToken.None [| chunk |]

    /// The counts in the form that training takes.
    let toShared (counts: PreTokenCounts) : SharedCounts =
        let shared = new SharedCounts()
        addAll shared counts
        shared
