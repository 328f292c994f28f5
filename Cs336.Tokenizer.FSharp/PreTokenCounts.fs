namespace Cs336.Tokenizer

open System
open System.Collections.Concurrent
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks

/// A distinct pre-token and how often it occurs.
[<Struct>]
type internal CountedPreToken = { Bytes: byte[]; Count: int64 }

/// How often each pre-token occurs. Counts form a commutative monoid under `merge`: how a corpus is divided among chunks and threads
/// leaves no trace in them.
type internal PreTokenCounts = { Entries: CountedPreToken[] }

/// A hash table with open addressing, because a .NET dictionary cannot be asked for a span from F#. Lives inside the functions below.
type private CountTable() =
    let mutable entries = Array.zeroCreate<CountedPreToken> 1024
    let mutable used = 0
    // An entry's index plus 1, or 0; always at least twice as many slots as entries.
    let mutable slots = Array.zeroCreate<int> 2048

    let slotOf (key: ReadOnlySpan<byte>) =
        let mask = slots.Length - 1
        let mutable slot = Bytes.hash key &&& mask

        while slots[slot] <> 0
              && not (key.SequenceEqual(ReadOnlySpan entries[slots[slot] - 1].Bytes)) do
            slot <- (slot + 1) &&& mask

        slot

    let grow () =
        Array.Resize(&entries, 2 * entries.Length)
        slots <- Array.zeroCreate (2 * entries.Length)

        for index in 0 .. used - 1 do
            slots[slotOf (ReadOnlySpan entries[index].Bytes)] <- index + 1

    member _.Add(key: ReadOnlySpan<byte>, count: int64) =
        let slot = slotOf key

        if slots[slot] <> 0 then
            let entry = &entries[slots[slot] - 1]

            entry <- {
                entry with
                    Count = entry.Count + count
            }
        else
            entries[used] <- { Bytes = key.ToArray(); Count = count }
            used <- used + 1
            slots[slot] <- used

            if used = entries.Length then
                grow ()

    member _.ToCounts() : PreTokenCounts = { Entries = Array.sub entries 0 used }

module internal PreTokenCounts =

    /// Adds counts up, pre-token by pre-token; of no parts at all, nothing is counted.
    let merge (parts: seq<PreTokenCounts>) : PreTokenCounts =
        let table = CountTable()

        for part in parts do
            for entry in part.Entries do
                table.Add(ReadOnlySpan entry.Bytes, entry.Count)

        table.ToCounts()

    let private countInto (table: CountTable) (specials: SpecialTokens) (chunk: Chunk) =
        for window in Segments.ofChunks specials (CorpusChunks.read chunk) do
            let text = window.Text.Span

            for segment in window.Segments do
                if segment.Special < 0 then
                    table.Add(text.Slice(segment.Start, segment.Length), 1L)

    /// The pre-tokens of one chunk; special tokens are not counted.
    let ofChunk (specials: SpecialTokens) (chunk: Chunk) : PreTokenCounts =
        let table = CountTable()
        countInto table specials chunk
        table.ToCounts()

    /// The pre-tokens of all chunks, counted on up to `threads` threads; `report` hears of every chunk that is done, from any thread.
    let ofChunks
        (specials: SpecialTokens)
        (threads: int)
        (report: Chunk -> unit)
        (cancellation: CancellationToken)
        (chunks: Chunk[])
        : PreTokenCounts =
        let parts = ConcurrentBag<PreTokenCounts>()

        let options =
            ParallelOptions(MaxDegreeOfParallelism = threads, CancellationToken = cancellation)

        let count chunk _ (table: CountTable) =
            countInto table specials chunk
            report chunk
            table

        try
            Parallel.ForEach(
                Partitioner.Create(chunks, EnumerablePartitionerOptions.NoBuffering),
                options,
                CountTable,
                count,
                (fun (table: CountTable) -> parts.Add(table.ToCounts()))
            )
            |> ignore
        with :? AggregateException as error ->
            ExceptionDispatchInfo.Throw error.InnerExceptions[0]

        merge parts
