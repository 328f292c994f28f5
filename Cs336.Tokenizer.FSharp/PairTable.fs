namespace Cs336.Tokenizer

#nowarn "9" // Pairs and slots are reached through pointers.

open System
open FSharp.NativeInterop

/// An adjacent pair of tokens, and the words that hold it or once did: `Listed` of them from `First` on in the list of all.
/// Its count never rises once it is complete: later merges only take occurrences away.
[<Struct>]
type internal Pair = {
    Left: TokenId
    Right: TokenId
    /// Occurrences in the corpus, overlapping ones included.
    mutable Count: int64
    mutable First: int64
    mutable Listed: int
    /// The word that was seen last, while words are being listed.
    mutable LastWord: int
}

/// Where a pair is kept; `Key` 0 marks a free slot.
[<Struct>]
type private PairSlot = { Key: uint64; Index: int }

/// Pairs by their two tokens: a hash table with open addressing from pairs to their indices. Lives inside one training.
[<Sealed>]
type internal PairTable() =
    let mutable pairs: NativeBuffer<Pair> = new NativeBuffer<Pair>(1L <<< 12)
    let mutable count = 0
    let mutable slots: NativeBuffer<PairSlot> = new NativeBuffer<PairSlot>(1L <<< 13)
    let mutable mask = (1 <<< 13) - 1

    // Pairs of bytes, which a corpus is full of at first, by their bytes: an index, or -1.
    let ofBytes = Array.create BytePairs.Count -1

    static let isOfBytes (left: TokenId) (right: TokenId) = (left ||| right) < 256

    static let keyOf (left: TokenId) (right: TokenId) =
        ((uint64 left <<< 32) ||| uint64 right) + 1UL

    static let hashOf (key: uint64) =
        int ((key * 0x9E3779B97F4A7C15UL) >>> 33)

    /// The slot of a key, or the free one where it belongs.
    let slotOf (key: uint64) : nativeptr<PairSlot> =
        let mutable index = hashOf key &&& mask
        let mutable slot = NativePtr.add slots.Start index

        while (NativePtr.read slot).Key <> key && (NativePtr.read slot).Key <> 0UL do
            index <- (index + 1) &&& mask
            slot <- NativePtr.add slots.Start index

        slot

    let grow () =
        pairs <- pairs.Grown(2L * pairs.Length)
        use old = slots
        slots <- new NativeBuffer<PairSlot>(2L * old.Length)
        mask <- 2 * mask + 1

        for index in 0 .. int old.Length - 1 do
            let slot = NativePtr.get old.Start index

            if slot.Key <> 0UL then
                NativePtr.write (slotOf slot.Key) slot

    member _.Count = count

    member _.At(index: int) : nativeptr<Pair> = NativePtr.add pairs.Start index

    /// The index of a pair, or -1.
    [<CompiledForSpeed>]
    member _.Find(left: TokenId, right: TokenId) : int =
        if isOfBytes left right then
            ofBytes[BytePairs.index (byte left) (byte right)]
        else
            let slot = NativePtr.read (slotOf (keyOf left right))
            if slot.Key = 0UL then -1 else slot.Index

    /// The index of a pair, which is added with no occurrences if need be.
    [<CompiledForSpeed>]
    member this.FindOrAdd(left: TokenId, right: TokenId) : int =
        match this.Find(left, right) with
        | -1 ->
            let index = count

            if isOfBytes left right then
                ofBytes[BytePairs.index (byte left) (byte right)] <- index
            else
                let key = keyOf left right
                NativePtr.write (slotOf key) { Key = key; Index = index }

            NativePtr.set pairs.Start index {
                Left = left
                Right = right
                Count = 0L
                First = 0L
                Listed = 0
                LastWord = -1
            }

            count <- count + 1

            if int64 count = pairs.Length then
                grow ()

            index
        | found -> found

    interface IDisposable with
        member _.Dispose() =
            (pairs :> IDisposable).Dispose()
            (slots :> IDisposable).Dispose()
