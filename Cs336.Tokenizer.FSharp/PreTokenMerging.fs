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
    let symbols = new NativeBuffer<int>(64L)
    // Place i: the rank at which symbols i and the next one merge, above i itself in the six lowest bits. The least of these numbers
    // tells the lowest rank, the leftmost place of equals, and that place. Places without a pair hold the greatest number.
    let places = new NativeBuffer<int>(64L)
    let long = LongPreTokenMerging table

    static let none = Int32.MaxValue

    static let leastOf (values: Vector256<int>) : int =
        let values = Vector128.Min(values.GetLower(), values.GetUpper())

        let values =
            Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(2, 3, 0, 1)))

        Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(1, 0, 3, 2))).ToScalar()

    /// The least of the first `length` places, which are followed by empty ones up to a multiple of eight.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let least (length: int) : int =
        let mutable values = Vector256.Load places.Start
        let mutable first = 8

        while first < length do
            values <- Vector256.Min(values, Vector256.Load(NativePtr.add places.Start first))
            first <- first + 8

        leastOf values

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let place (rank: int) (index: int) =
        if rank = MergeTable.Never then
            none
        else
            (rank <<< 6) ||| index

    /// Up to 64 bytes. Symbols stay where their first byte was, and a bit per place says which are left: so nothing is ever moved, and
    /// neighbours are found by counting zeros.
    [<CompiledForSpeed>]
    let mergeShort (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        let mutable left =
            if length = 64 then
                UInt64.MaxValue
            else
                (1UL <<< length) - 1UL

        for index in 0 .. length - 1 do
            NativePtr.set symbols.Start index (int (NativePtr.get text index))

        for index in 0 .. length - 2 do
            let rank =
                table.RankOfBytes(NativePtr.get text index, NativePtr.get text (index + 1))

            NativePtr.set places.Start index (place rank index)

        for index in length - 1 .. ((length + 7) &&& ~~~7) - 1 do
            NativePtr.set places.Start index none

        let mutable lowest = least length

        while lowest <> none do
            let index = lowest &&& 63
            let merged = table.Joined(lowest >>> 6)
            // Two shifts, because shifting by 64 shifts by nothing.
            let after = left &&& (UInt64.MaxValue <<< index <<< 1)
            let second = BitOperations.TrailingZeroCount after
            left <- left &&& ~~~(1UL <<< second)
            let following = after &&& (after - 1UL)
            NativePtr.set symbols.Start index merged
            NativePtr.set places.Start second none

            NativePtr.set
                places.Start
                index
                (if following = 0UL then
                     none
                 else
                     let next = BitOperations.TrailingZeroCount following
                     place (table.RankOf(merged, NativePtr.get symbols.Start next)) index)

            let before = left &&& ((1UL <<< index) - 1UL)

            if before <> 0UL then
                let previous = 63 - BitOperations.LeadingZeroCount before
                NativePtr.set places.Start previous (place (table.RankOf(NativePtr.get symbols.Start previous, merged)) previous)

            lowest <- least length

        let mutable count = 0

        while left <> 0UL do
            NativePtr.set output count (table.IdOf(NativePtr.get symbols.Start (BitOperations.TrailingZeroCount left)))
            left <- left &&& (left - 1UL)
            count <- count + 1

        count

    /// Writes the ids of the `length` bytes at `text` and returns how many they are, at most `length`.
    member _.Merge(text: nativeptr<byte>, length: int, output: nativeptr<int>) : int =
        if length <= 64 then
            mergeShort text length output
        else
            long.Merge(text, length, output)

    interface IDisposable with
        member _.Dispose() =
            (symbols :> IDisposable).Dispose()
            (places :> IDisposable).Dispose()
