namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

module internal PreTokenMerging =

    /// Bytes of the longest pre-token whose places, with the two around them, are the bits of a number.
    [<Literal>]
    let LongestInMask = 62

/// Merges pre-tokens: what `Merging.merge` gives, in the time that a cache miss may cost. Keeps its scratch memory; belongs to one thread.
[<Sealed>]
type internal PreTokenMerging(table: MergeTable) =
    // By place: that of a byte is its number plus 1, and around them stand two symbols that merge with nothing. Lanes fill up whole
    // vectors.
    let symbols = new NativeBuffer<int>(int64 PreTokenMerging.LongestInMask + 2L)
    let lanes = new NativeBuffer<int>(int64 PreTokenMerging.LongestInMask + 8L)
    let short = new ShortPreTokenMerging(table)
    let long = LongPreTokenMerging table

    do NativePtr.set symbols.Start 0 Symbols.Outside

    /// The least of the lanes of places 1 to `length`, which are followed by empty ones up to a whole vector.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let leastLane (lanes: nativeptr<int>) (length: int) : int =
        let mutable values = Vector256.Load(NativePtr.add lanes 1)
        let mutable first = 9

        while first <= length do
            values <- Vector256.Min(values, Vector256.Load(NativePtr.add lanes first))
            first <- first + 8

        Lanes.leastOf values

    /// Writes the ids of the symbols that are left, whose places are the bits of `left`.
    static let write (ids: nativeptr<int>) (symbols: nativeptr<int>) (left: uint64) (output: nativeptr<int>) : int =
        let mutable left = left
        let mutable count = 0

        while left <> 0UL do
            NativePtr.set output count (NativePtr.get ids (NativePtr.get symbols (BitOperations.TrailingZeroCount left)))
            left <- left &&& (left - 1UL)
            count <- count + 1

        count

    /// Up to `LongestInMask` bytes. A bit per place says which symbols are left, and neighbours are found by counting zeros.
    [<CompiledForSpeed>]
    let mergeInMask (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        let pairs = table.Pairs
        let symbols = symbols.Start
        let lanes = lanes.Start
        let last = length + 1

        for place in 1..length do
            NativePtr.set symbols place (int (NativePtr.get text (place - 1)))

        NativePtr.set symbols last Symbols.Outside

        for place in 1 .. length - 1 do
            let rank =
                table.RankOfBytes(NativePtr.get text (place - 1), NativePtr.get text place)

            NativePtr.set lanes place (Lanes.make rank place)

        for place in length .. (length + 7) &&& ~~~7 do
            NativePtr.set lanes place Lanes.None

        let mutable left = UInt64.MaxValue >>> (63 - last)
        let mutable lowest = leastLane lanes length

        while lowest < Lanes.Never do
            let place = Lanes.placeOf lowest
            let merged = table.Joined(Lanes.rankOf lowest)
            let after = left &&& (UInt64.MaxValue <<< (place + 1))
            let second = BitOperations.TrailingZeroCount after
            let next = BitOperations.TrailingZeroCount(after &&& (after - 1UL))
            let previous = BitOperations.Log2(left &&& ((1UL <<< place) - 1UL))
            left <- left ^^^ (1UL <<< second)
            NativePtr.set symbols place merged
            NativePtr.set lanes second Lanes.None
            NativePtr.set lanes place (Lanes.make (pairs.Find(merged, NativePtr.get symbols next)) place)
            // Place 0 has no lane that is looked at.
            NativePtr.set lanes previous (Lanes.make (pairs.Find(NativePtr.get symbols previous, merged)) previous)
            lowest <- leastLane lanes length

        write table.IdsOfSymbols symbols (left ^^^ 1UL ^^^ (1UL <<< last)) output

    /// Writes the ids of the `length` bytes at `text` and returns how many they are, at most `length`; 16 bytes there must be readable.
    member _.Merge(text: nativeptr<byte>, length: int, output: nativeptr<int>) : int =
        if length <= ShortPreTokenMerging.Longest then
            short.MergeOne(text, length, output)
        elif length <= PreTokenMerging.LongestInMask then
            mergeInMask text length output
        else
            long.Merge(text, length, output)

    /// `Merge` of many short ones at once.
    member _.Short = short

    interface IDisposable with
        member _.Dispose() =
            (symbols :> IDisposable).Dispose()
            (lanes :> IDisposable).Dispose()
            (short :> IDisposable).Dispose()
