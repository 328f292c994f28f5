namespace Cs336.Tokenizer

#nowarn "9" // Pairs are reached through pointers.

open System
open FSharp.NativeInterop

/// A pair and the count that it had when it was queued.
[<Struct>]
type private Candidate = { Count: int64; Pair: int }

/// Pairs, the one to merge next first: the highest count, then the greatest pair of byte strings. A binary heap whose counts may be
/// out of date; they only ever fall, so a pair whose count was right when it came to the top is the one.
[<Sealed>]
type internal PairQueue(pairs: PairTable, tokens: TokenBytes) =
    let mutable heap = Array.zeroCreate<Candidate> 4096
    let mutable length = 0

    let countOf (pair: int) =
        let pair = NativePtr.toByRef (pairs.At pair)
        pair.Count

    let isGreater (first: int) (second: int) =
        let first = NativePtr.toByRef (pairs.At first)
        let second = NativePtr.toByRef (pairs.At second)

        match tokens.Compare(first.Left, second.Left) with
        | 0 -> tokens.Compare(first.Right, second.Right) > 0
        | difference -> difference > 0

    let isBefore (first: Candidate) (second: Candidate) =
        if first.Count <> second.Count then
            first.Count > second.Count
        else
            isGreater first.Pair second.Pair

    /// Puts a candidate where the top was, and lets it sink.
    [<CompiledForSpeed>]
    let sink (candidate: Candidate) =
        let mutable position = 0
        let mutable child = 1

        while child < length do
            if child + 1 < length && isBefore heap[child + 1] heap[child] then
                child <- child + 1

            if isBefore heap[child] candidate then
                heap[position] <- heap[child]
                position <- child
                child <- 2 * position + 1
            else
                child <- length

        heap[position] <- candidate

    let removeTop () =
        length <- length - 1

        if length > 0 then
            sink heap[length]

    [<CompiledForSpeed>]
    member _.Push(pair: int) : unit =
        if length = heap.Length then
            Array.Resize(&heap, 2 * length)

        let candidate = { Count = countOf pair; Pair = pair }

        let mutable position = length
        length <- length + 1

        while position > 0 && isBefore candidate heap[(position - 1) / 2] do
            heap[position] <- heap[(position - 1) / 2]
            position <- (position - 1) / 2

        heap[position] <- candidate

    /// Removes the pair to merge next and returns its index, or -1 where none has `least` occurrences.
    [<CompiledForSpeed>]
    member _.Pop(least: int64) : int =
        let mutable found = -1

        while found < 0 && length > 0 do
            let top = heap[0]
            let count = countOf top.Pair

            if count < least then
                removeTop ()
            elif count = top.Count then
                removeTop ()
                found <- top.Pair
            else
                sink { top with Count = count }

        found
