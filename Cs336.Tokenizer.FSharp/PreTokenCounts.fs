namespace Cs336.Tokenizer

#nowarn "9" // Windows and the entries of tables are pointers.

open System
open System.Threading
open System.Threading.Tasks
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

    /// What a table holds.
    let private ofTable (table: CountTable) : Result<PreTokenCounts, Fault> =
        let mutable size = 0L
        table.Visit(fun _ length _ -> size <- size + int64 length)

        if size > int64 Array.MaxLength then
            Fault.data $"The corpus is too varied: expected at most {Array.MaxLength} bytes of distinct pre-tokens, found {size}."
        else
            let bytes = GC.AllocateUninitializedArray<byte>(int size)
            let starts = Array.zeroCreate<int>(table.Count + 1)
            let counts = Array.zeroCreate<int64> table.Count
            let mutable index = 0

            table.Visit(fun first length count ->
                ReadOnlySpan<byte>(NativePtr.toVoidPtr first, length).CopyTo(Span(bytes, starts[index], length))
                starts[index + 1] <- starts[index] + length
                counts[index] <- count
                index <- index + 1)

            Ok {
                Bytes = bytes
                Starts = starts
                Counts = counts
            }

    let private addTo (table: CountTable) (bytes: ReadOnlySpan<byte>) (count: int64) : unit =
        // A key reads 16 bytes at once.
        let padded = Array.zeroCreate<byte>(bytes.Length + PreTokenEnds.padding)
        bytes.CopyTo(Span padded)
        use start = fixed padded
        table.Add(start, bytes.Length, count)

    /// Counts given one by one; those of equal pre-tokens add up.
    let ofEntries (entries: seq<CountedPreToken>) : Result<PreTokenCounts, Fault> =
        use table = new CountTable()

        for entry in entries do
            addTo table (ReadOnlySpan entry.Bytes) entry.Count

        ofTable table

    /// Adds counts up, pre-token by pre-token; of no parts at all, nothing is counted.
    let merge (parts: seq<PreTokenCounts>) : Result<PreTokenCounts, Fault> =
        use table = new CountTable()

        for part in parts do
            for index in 0 .. part.Length - 1 do
                addTo table (part.BytesOf index) part.Counts[index]

        ofTable table

    /// A table of the chunks that `next` gives, until there are none.
    let private countAll
        (specials: SpecialTokens)
        (report: Chunk -> unit)
        (cancellation: CancellationToken)
        (next: unit -> Chunk voption)
        : CountTable =
        let table = new CountTable()
        use segments = new SegmentEnds()
        let mutable chunk = next ()

        while chunk.IsSome do
            chunk.Value
            |> CorpusChunks.windows specials segments cancellation (fun text -> table.CountSegments(text, segments))

            report chunk.Value
            chunk <- next ()

        table

    /// The smaller table goes into the larger one, and is freed.
    let private mergeTables (first: CountTable) (second: CountTable) : CountTable =
        let larger, smaller =
            if first.Count >= second.Count then
                first, second
            else
                second, first

        larger.AddAll smaller
        (smaller :> IDisposable).Dispose()
        larger

    /// The pre-tokens of all chunks, counted on up to `threads` threads; `report` hears of every chunk that is done, from any thread.
    let ofChunks
        (specials: SpecialTokens)
        (threads: int)
        (report: Chunk -> unit)
        (cancellation: CancellationToken)
        (chunks: Chunk[])
        : Result<PreTokenCounts, Fault> =
        let taken = ref -1

        let next () =
            let index = Interlocked.Increment &taken.contents

            if index < chunks.Length then
                ValueSome chunks[index]
            else
                ValueNone

        let count () =
            try
                countAll specials report cancellation next
            with _ ->
                // Nobody needs the rest any more.
                Volatile.Write(&taken.contents, chunks.Length)
                reraise ()

        let tables =
            Array.init (max 1 (min threads chunks.Length)) (fun _ -> Task.Run count)
            |> Task.WhenAll

        use table = tables.GetAwaiter().GetResult() |> Array.reduce mergeTables
        ofTable table

    /// The pre-tokens of one chunk; special tokens are not counted.
    let ofChunk (specials: SpecialTokens) (chunk: Chunk) : Result<PreTokenCounts, Fault> =
        ofChunks specials 1 ignore CancellationToken.None [| chunk |]
