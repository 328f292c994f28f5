namespace Cs336.Tokenizer

#nowarn "9" // Windows and the entries of tables are pointers.

open System
open System.Threading
open FSharp.NativeInterop

/// A distinct pre-token and how often it occurs.
[<Struct>]
type internal CountedPreToken = { Bytes: byte[]; Count: int64 }

/// How often each pre-token occurs. Counts form a commutative monoid under `merge`: how a corpus is divided among chunks and threads
/// leaves no trace in them. Pre-token i is the bytes from `Starts[i]` to `Starts[i + 1]`: millions of them, but three objects. After the
/// last one follow bytes that mean nothing, so that 16 may be read from the start of each.
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
    let ofShared (shared: SharedCounts) : Result<PreTokenCounts, Fault> =
        let mutable size = 0L

        for table in shared.Parts do
            for slot in 0 .. table.Slots - 1 do
                size <- size + int64 (table.At slot).Length

        if size > int64 (Array.MaxLength - PreTokenEnds.padding) then
            Fault.data
                $"The corpus is too varied: expected at most {Array.MaxLength - PreTokenEnds.padding} bytes \
                of distinct pre-tokens, found {size}."
        else
            let bytes = GC.AllocateUninitializedArray<byte>(int size + PreTokenEnds.padding)
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

    let private addAll (shared: SharedCounts) (counts: PreTokenCounts) : unit =
        use bytes = fixed counts.Bytes

        for index in 0 .. counts.Length - 1 do
            let start = counts.Starts[index]
            shared.Add(NativePtr.add bytes start, counts.Starts[index + 1] - start, counts.Counts[index])

    /// Adds to the count of one pre-token.
    let add (shared: SharedCounts) (entry: CountedPreToken) : unit =
        // A key reads 16 bytes at once.
        let padded = Array.zeroCreate<byte>(entry.Bytes.Length + PreTokenEnds.padding)

        entry.Bytes.CopyTo(padded, 0)
        use start = fixed padded
        shared.Add(start, entry.Bytes.Length, entry.Count)

    /// Counts given one by one; those of equal pre-tokens add up.
    let ofEntries (entries: seq<CountedPreToken>) : Result<PreTokenCounts, Fault> =
        use shared = new SharedCounts()

        entries |> Seq.iter (add shared)
        ofShared shared

    /// Adds counts up, pre-token by pre-token; of no parts at all, nothing is counted.
    let merge (parts: seq<PreTokenCounts>) : Result<PreTokenCounts, Fault> =
        use shared = new SharedCounts()

        for part in parts do
            addAll shared part

        ofShared shared

    /// The pre-tokens of one chunk; special tokens are not counted.
    let ofChunk (specials: SpecialTokens) (chunk: Chunk) : Result<PreTokenCounts, Fault> =
        use counter = new PreTokenCounter(specials, 1, PreTokenCounter.MostOwnSlots)
        counter.Count(ignore, CancellationToken.None, [| chunk |])
        ofShared counter.Counts

    /// The counts in the form that training takes.
    let toShared (counts: PreTokenCounts) : SharedCounts =
        let shared = new SharedCounts()
        addAll shared counts
        shared
