namespace Cs336.Tokenizer

#nowarn "9" // Entries are reached through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// A slot of the table: half a cache line. It is free where `High` is 0.
[<Struct>]
type internal CountEntry = {
    /// The two halves of a short pre-token's key. For a long one the first half of its key, then the mark and where its bytes are kept.
    mutable Low: uint64
    mutable High: uint64
    mutable Count: int64
    mutable Hash: uint32
}

/// A pre-token in a table, valid until the table changes, and how often it occurs.
[<Struct>]
type internal CountedBytes = {
    First: nativeptr<byte>
    Length: int
    Count: int64
}

module internal CountTable =

    /// Pre-tokens that are asked for before the first of them is looked up: time enough for its line to arrive from memory.
    [<Literal>]
    let Batch = 64

/// How often each pre-token occurs: a hash table with open addressing whose entries hold the pre-tokens themselves, in the order of
/// their hashes without the highest `skippedBits`. Counts are 64 bits wide, pre-tokens of any length. One thread at a time.
[<Sealed>]
type internal CountTable(skippedBits: int, capacity: int) =
    let mutable slots: NativeBuffer<CountEntry> =
        new NativeBuffer<CountEntry>(int64 capacity)

    let mutable mask = capacity - 1
    let mutable shift = 32 - BitOperations.Log2(uint32 capacity)
    let mutable used = 0
    let kept = new KeptBytes()
    let pending = new NativeBuffer<PreTokenKey>(int64 CountTable.Batch)

    static let isLong (high: uint64) =
        high &&& PreTokenKeys.longMark = PreTokenKeys.longMark

    static let offsetOf (high: uint64) =
        int64 (high &&& ~~~PreTokenKeys.longMark)

    let slot index = NativePtr.add slots.Start index

    let first (hash: uint32) =
        int ((hash <<< skippedBits) >>> shift) &&& mask

    let isUsed index =
        let entry = NativePtr.toByRef (slot index)
        entry.High <> 0UL

    /// Doubles, so that five eighths at most are in use: then most probes end where they begin.
    [<CompiledForSpeed>]
    let grow () =
        use old = slots
        slots <- new NativeBuffer<CountEntry>(2L * old.Length)
        mask <- 2 * mask + 1
        shift <- shift - 1

        for index in 0 .. int old.Length - 1 do
            let entry = NativePtr.toByRef (NativePtr.add old.Start index)

            if entry.High <> 0UL then
                let mutable free = first entry.Hash

                while isUsed free do
                    free <- (free + 1) &&& mask

                NativePtr.write (slot free) entry

    /// Adds to the count of a pre-token, starting to look where its hash says.
    [<CompiledForSpeed>]
    let add (text: nativeptr<byte>) (key: byref<PreTokenKey>) (count: int64) : unit =
        let isShort = key.Length <= PreTokenKeys.longestShort
        let mutable index = first key.Hash
        let mutable isOpen = true

        while isOpen do
            let entry = NativePtr.toByRef (slot index)

            if entry.High = 0UL then
                entry.Low <- key.Low
                entry.Hash <- key.Hash
                entry.Count <- count

                entry.High <-
                    if isShort then
                        key.High
                    else
                        PreTokenKeys.longMark
                        ||| uint64 (kept.Keep(NativePtr.add text key.Start, key.Length))

                used <- used + 1
                isOpen <- false

                if 8L * int64 used > 5L * slots.Length then
                    grow ()
            elif
                entry.Low = key.Low
                && (if isShort then
                        entry.High = key.High
                    else
                        isLong entry.High
                        && kept.Equal(offsetOf entry.High, NativePtr.add text key.Start, key.Length))
            then
                entry.Count <- entry.Count + count
                isOpen <- false
            else
                index <- (index + 1) &&& mask

    /// Distinct pre-tokens.
    member _.Count = used

    /// Whether another batch could make the table grow.
    member _.IsNearlyFull = 8L * int64 (used + CountTable.Batch) > 5L * slots.Length

    /// Counts a pre-token `count` times; 16 bytes from its start must be readable.
    member _.Add(text: nativeptr<byte>, length: int, count: int64) : unit =
        let key = NativePtr.toByRef pending.Start
        PreTokenKeys.make text 0 length &key
        add text &key count

    /// Counts the pre-tokens `first .. last - 1` of a window, the first of which begins at `start`, each once; at most a batch. Their keys
    /// are made and their entries asked for before the first is looked up, so that the memory answers all of them at once.
    [<CompiledForSpeed>]
    member _.CountBatch(text: nativeptr<byte>, segments: SegmentEnds, firstIndex: int, lastIndex: int, start: int) : unit =
        let ends = segments.Ends
        let mutable start = start

        for index in 0 .. lastIndex - firstIndex - 1 do
            let finish = NativePtr.get ends (firstIndex + index)
            let key = NativePtr.toByRef (NativePtr.add pending.Start index)
            PreTokenKeys.make text start (finish - start) &key
            start <- finish

            if Sse.IsSupported then
                Sse.Prefetch0(NativePtr.toVoidPtr (slot (first key.Hash)))

        for index in 0 .. lastIndex - firstIndex - 1 do
            let key = NativePtr.toByRef (NativePtr.add pending.Start index)
            let entry = NativePtr.toByRef (slot (first key.Hash))

            // The common case, kept apart: a short pre-token in the first place that is looked at.
            if entry.Low = key.Low && entry.High = key.High then
                entry.Count <- entry.Count + 1L
            else
                add text &key 1L

    /// Asks the memory for the place of a hash.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Prefetch(hash: uint32) : unit =
        if Sse.IsSupported then
            Sse.Prefetch0(NativePtr.toVoidPtr (slot (first hash)))

    /// The places of the table; many of them are free.
    member _.Slots = mask + 1

    /// The hash of what is in a place, if anything is.
    member _.HashAt(index: int) : uint32 voption =
        let entry = NativePtr.toByRef (slot index)
        if entry.High = 0UL then ValueNone else ValueSome entry.Hash

    /// The pre-token in a place, of length 0 where it is free. 16 bytes may be read of it.
    member _.At(index: int) : CountedBytes =
        let start = slot index
        let entry = NativePtr.toByRef start

        if isLong entry.High then
            {
                First = kept.At(offsetOf entry.High)
                Length = int (entry.Low >>> 32)
                Count = entry.Count
            }
        else
            {
                First = NativePtr.ofVoidPtr (NativePtr.toVoidPtr start)
                Length = int (entry.High >>> 56)
                Count = entry.Count
            }

    /// Adds what is in a place of another table, whose key and hash need not be made again.
    [<CompiledForSpeed>]
    member _.AddFrom(other: CountTable, index: int) : unit =
        let struct (entry, bytes) = other.EntryAt index
        let key = NativePtr.toByRef pending.Start
        key.Start <- 0
        key.Low <- entry.Low
        key.Hash <- entry.Hash

        if isLong entry.High then
            key.High <- PreTokenKeys.longMark
            key.Length <- int (entry.Low >>> 32)
        else
            key.High <- entry.High
            key.Length <- int (entry.High >>> 56)

        add bytes &key entry.Count

    member private this.EntryAt(index: int) : struct (CountEntry * nativeptr<byte>) =
        let entry = NativePtr.read (slot index)
        let counted = this.At index
        struct (entry, counted.First)

    /// Forgets everything.
    member _.Clear() : unit =
        NativeMemory.Clear(NativePtr.toVoidPtr slots.Start, unativeint slots.Length * unativeint sizeof<CountEntry>)
        kept.Clear()
        used <- 0

    interface IDisposable with
        member _.Dispose() =
            (slots :> IDisposable).Dispose()
            (kept :> IDisposable).Dispose()
            (pending :> IDisposable).Dispose()
