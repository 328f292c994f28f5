namespace Cs336.Tokenizer

#nowarn "9" // Entries are reached through pointers.

open System
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

/// How often each pre-token occurs, while they are counted: a hash table with open addressing whose entries hold the pre-tokens
/// themselves. Counts are 64 bits wide, pre-tokens of any length. Belongs to one thread.
[<Sealed>]
type internal CountTable() =
    let mutable slots: NativeBuffer<CountEntry> =
        new NativeBuffer<CountEntry>(1L <<< 14)

    let mutable mask = (1 <<< 14) - 1
    let mutable used = 0
    let kept = new KeptBytes()
    let pending = new NativeBuffer<PreTokenKey>(int64 PreTokenKeys.batch)

    static let isLong (high: uint64) =
        high &&& PreTokenKeys.longMark = PreTokenKeys.longMark

    static let offsetOf (high: uint64) =
        int64 (high &&& ~~~PreTokenKeys.longMark)

    let slot index = NativePtr.add slots.Start index

    let isUsed index =
        let entry = NativePtr.toByRef (slot index)
        entry.High <> 0UL

    /// Doubles, or better while the table is small, so that five eighths at most are in use: then most probes end where they begin.
    let grow () =
        let factor = if mask < (1 <<< 18) then 4 else 2
        use old = slots
        slots <- new NativeBuffer<CountEntry>(old.Length * int64 factor)
        mask <- (mask + 1) * factor - 1

        for index in 0 .. int old.Length - 1 do
            let entry = NativePtr.toByRef (NativePtr.add old.Start index)

            if entry.High <> 0UL then
                let mutable free = int entry.Hash &&& mask

                while isUsed free do
                    free <- (free + 1) &&& mask

                NativePtr.write (slot free) entry

    /// Adds to the count of a pre-token, starting to look where its hash says.
    let add (text: nativeptr<byte>) (key: byref<PreTokenKey>) (count: int64) : unit =
        let isShort = key.Length <= PreTokenKeys.longestShort
        let mutable index = int key.Hash &&& mask
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

                if int64 used * 8L > slots.Length * 5L then
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

    /// Counts a pre-token `count` times; 16 bytes from its start must be readable.
    member _.Add(text: nativeptr<byte>, length: int, count: int64) : unit =
        let key = NativePtr.toByRef pending.Start
        PreTokenKeys.make text 0 length &key
        add text &key count

    /// Counts the pre-tokens among the segments of a window, each once. In batches: the keys of one are made and their entries
    /// asked for before the first is looked up, so that the memory answers all of them at once instead of one after another.
    member _.CountSegments(text: nativeptr<byte>, segments: SegmentEnds) : unit =
        let ends = segments.Ends
        let mutable first = 0
        let mutable start = 0

        for special in 0 .. segments.Specials.Count do
            let last =
                if special < segments.Specials.Count then
                    segments.Specials[special].Index
                else
                    segments.Count

            while first < last do
                let size = min PreTokenKeys.batch (last - first)

                for index in 0 .. size - 1 do
                    let finish = NativePtr.get ends (first + index)
                    let key = NativePtr.toByRef (NativePtr.add pending.Start index)
                    PreTokenKeys.make text start (finish - start) &key
                    start <- finish

                    if Sse.IsSupported then
                        Sse.Prefetch0(NativePtr.toVoidPtr (slot (int key.Hash &&& mask)))

                for index in 0 .. size - 1 do
                    let key = NativePtr.toByRef (NativePtr.add pending.Start index)
                    let entry = NativePtr.toByRef (slot (int key.Hash &&& mask))

                    // The common case, kept apart: a short pre-token in the first place that is looked at.
                    if entry.Low = key.Low && entry.High = key.High then
                        entry.Count <- entry.Count + 1L
                    else
                        add text &key 1L

                first <- first + size

            if special < segments.Specials.Count then
                start <- NativePtr.get ends last
                first <- last + 1

    /// Adds all counts of `other`.
    member _.AddAll(other: CountTable) : unit =
        other.Visit(fun bytes length count ->
            let key = NativePtr.toByRef pending.Start
            PreTokenKeys.make bytes 0 length &key
            add bytes &key count)

    /// Calls `visit` with the bytes of each distinct pre-token, their number, and the count. 16 bytes may be read there.
    member _.Visit(visit: nativeptr<byte> -> int -> int64 -> unit) : unit =
        for index in 0..mask do
            let start = slot index
            let entry = NativePtr.toByRef start

            if entry.High <> 0UL then
                if isLong entry.High then
                    visit (kept.At(offsetOf entry.High)) (int (entry.Low >>> 32)) entry.Count
                else
                    visit (NativePtr.ofVoidPtr (NativePtr.toVoidPtr start)) (int (entry.High >>> 56)) entry.Count

    interface IDisposable with
        member _.Dispose() =
            (slots :> IDisposable).Dispose()
            (kept :> IDisposable).Dispose()
            (pending :> IDisposable).Dispose()
