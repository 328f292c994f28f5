namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Merges pre-tokens: what `Merging.merge` gives, in the time that a cache miss may cost. Keeps its scratch memory; belongs to one thread.
[<Sealed>]
type internal PreTokenMerging(table: MergeTable) =
    // The symbol of byte i is at i + 1; around them stand two symbols that merge with nothing, so that every symbol has both neighbours.
    let symbols = new NativeBuffer<int>(80L)
    let lanes = new NativeBuffer<int>(64L)
    let short = new ShortPreTokenMerging(table)
    let long = LongPreTokenMerging table

    do NativePtr.set symbols.Start 0 Symbols.Outside

    /// The least of the first `length` lanes, which are followed by empty ones up to a multiple of eight.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let leastLane (lanes: nativeptr<int>) (length: int) : int =
        let mutable values = Vector256.Load lanes
        let mutable first = 8

        while first < length do
            values <- Vector256.Min(values, Vector256.Load(NativePtr.add lanes first))
            first <- first + 8

        Lanes.leastOf values

    /// The lane of the pair that starts at byte `index`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let laneOfBytes (ranks: nativeptr<int>) (text: nativeptr<byte>) (index: int) : int =
        Lanes.make (NativePtr.get ranks (int (NativePtr.get text index) * 256 + int (NativePtr.get text (index + 1)))) index

    /// Writes the ids of the symbols that are left, whose places are the bits of `left`.
    static let write (ids: nativeptr<int>) (symbols: nativeptr<int>) (left: uint64) (output: nativeptr<int>) : int =
        let mutable left = left
        let mutable count = 0

        while left <> 0UL do
            NativePtr.set output count (NativePtr.get ids (NativePtr.get symbols (BitOperations.TrailingZeroCount left)))
            left <- left &&& (left - 1UL)
            count <- count + 1

        count

    /// Up to 62 bytes. A bit per place says which symbols are left, and with those around them they fit into 64.
    [<CompiledForSpeed>]
    let mergeSome (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        let pairs = table.Pairs
        let symbols = symbols.Start
        let lanes = lanes.Start
        let ofBytes = table.PairsOfBytes

        for index in 0 .. length - 1 do
            NativePtr.set symbols (index + 1) (int (NativePtr.get text index))

        for index in 0 .. length - 2 do
            NativePtr.set lanes index (laneOfBytes ofBytes text index)

        for index in length - 1 .. ((length + 7) &&& ~~~7) - 1 do
            NativePtr.set lanes index Lanes.None

        NativePtr.set symbols (length + 1) Symbols.Outside
        let mutable left = UInt64.MaxValue >>> (62 - length)
        let mutable lowest = leastLane lanes length

        while lowest < Lanes.Never do
            let number = Lanes.placeOf lowest
            let place = number + 1
            let merged = table.Joined(Lanes.rankOf lowest)
            let after = left &&& (UInt64.MaxValue <<< (place + 1))
            let second = BitOperations.TrailingZeroCount after
            let next = BitOperations.TrailingZeroCount(after &&& (after - 1UL))

            let previous = 63 - BitOperations.LeadingZeroCount(left &&& ((1UL <<< place) - 1UL))

            left <- left ^^^ (1UL <<< second)
            NativePtr.set symbols place merged
            NativePtr.set lanes number (Lanes.make (pairs.Find(merged, NativePtr.get symbols next)) number)
            NativePtr.set lanes (second - 1) Lanes.None

            if previous > 0 then
                NativePtr.set lanes (previous - 1) (Lanes.make (pairs.Find(NativePtr.get symbols previous, merged)) (previous - 1))

            lowest <- leastLane lanes length

        write table.IdsOfSymbols symbols (left &&& (UInt64.MaxValue >>> (63 - length)) &&& ~~~1UL) output

    /// Writes the ids of the `length` bytes at `text` and returns how many they are, at most `length`; 16 bytes there must be readable.
    member _.Merge(text: nativeptr<byte>, length: int, output: nativeptr<int>) : int =
        if length <= ShortPreTokenMerging.Longest then
            short.MergeOne(text, length, output)
        elif length <= 62 then
            mergeSome text length output
        else
            long.Merge(text, length, output)

    /// `Merge` of many short ones at once.
    member _.Short = short

    interface IDisposable with
        member _.Dispose() =
            (symbols :> IDisposable).Dispose()
            (lanes :> IDisposable).Dispose()
            (short :> IDisposable).Dispose()
