namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// Lane i tells of the pair that starts at byte i: the rank at which it merges, above i itself in the lowest bits. So the least lane tells the
/// lowest rank, the leftmost place of equals, and that place.
module internal Lanes =

    /// Bits of a lane's number.
    [<Literal>]
    let NumberBits = 6

    /// A lane without a pair.
    [<Literal>]
    let None = Int32.MaxValue

    /// A lane whose pair does not merge holds at least this.
    [<Literal>]
    let Never = 0x0FFFFFC0 // Symbols.Never <<< NumberBits

    /// What a lane holds.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let make (rank: int) (number: int) : int = (rank <<< NumberBits) ||| number

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let numberOf (lane: int) : int = lane &&& ((1 <<< NumberBits) - 1)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let rankOf (lane: int) : int = lane >>> NumberBits

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let leastOf (values: Vector256<int>) : int =
        let values = Vector128.Min(values.GetLower(), values.GetUpper())

        let values =
            Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(2, 3, 0, 1)))

        Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(1, 0, 3, 2))).ToScalar()

    /// The lane of the pair that starts at byte `index`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let ofBytes (ranks: nativeptr<int>) (text: nativeptr<byte>) (index: int) : int =
        make (NativePtr.get ranks (int (NativePtr.get text index) * 256 + int (NativePtr.get text (index + 1)))) index

    /// Writes the ids of the symbols that are left, whose places are the bits of `left`; so many and up to three more are written.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let write (ids: nativeptr<int>) (symbols: nativeptr<int>) (left: uint64) (output: nativeptr<int>) : int =
        let count = BitOperations.PopCount left
        let mutable left = left
        let mutable cursor = output

        // In fours, whether or not so many are left: a loop that runs a quarter of the times is predicted better. When none is left,
        // the place is 64.
        while left <> 0UL do
            for index in 0..3 do
                NativePtr.set cursor index (NativePtr.get ids (NativePtr.get symbols (BitOperations.TrailingZeroCount left)))
                left <- left &&& (left - 1UL)

            cursor <- NativePtr.add cursor 4

        count

/// A pre-token of up to 16 bytes while it merges. The lanes never leave the registers: what was stored in parts would be waited for when it is
/// loaded as a whole. Not more than four fields, so that the compiler keeps them apart.
[<Struct>]
type internal ShortMerging = {
    mutable Below: Vector256<int>
    mutable Above: Vector256<int>
    /// A bit per place that still has a symbol: from 0, before the first byte, to the one behind the last.
    mutable Left: uint64
    mutable Lowest: int
}

module internal ShortMerging =

    /// Bytes of the longest pre-token that is merged so.
    let longest = 16

    /// Room for the ids of one; a multiple of four, in which they are written.
    let room = 16

    let none: ShortMerging = {
        Below = Vector256.Zero
        Above = Vector256.Zero
        Left = 0UL
        Lowest = Lanes.None
    }

    /// Writes `bytes` as the symbols from place 1 on.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let private spread (bytes: Vector128<byte>) (symbols: nativeptr<int>) : unit =
        let struct (low, high) = Vector128.Widen bytes
        let struct (first, second) = Vector128.Widen low
        let struct (third, fourth) = Vector128.Widen high
        Vector128.Store(first.AsInt32(), NativePtr.add symbols 1)
        Vector128.Store(second.AsInt32(), NativePtr.add symbols 5)
        Vector128.Store(third.AsInt32(), NativePtr.add symbols 9)
        Vector128.Store(fourth.AsInt32(), NativePtr.add symbols 13)

    /// Two bytes of a text as the place of their rank: byte `i` above byte `i + 1`, for eight of them.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let private places (bytes: Vector128<byte>) (indices: Vector128<byte>) : Vector256<int> =
        Avx2.ConvertToVector256Int32(Vector128.Shuffle(bytes, indices).AsUInt16())

    /// The lanes of 16 bytes, from the ranks of pairs of bytes: all of them, although those after the end of a word say nothing, because
    /// how long it is cannot be predicted either. The processor gathers them where it can. `room` is memory for 16.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let private lanesOf
        (ranks: nativeptr<int>)
        (text: nativeptr<byte>)
        (bytes: Vector128<byte>)
        (room: nativeptr<int>)
        : struct (Vector256<int> * Vector256<int>) =
        if Avx2.IsSupported && BitConverter.IsLittleEndian then
            let first =
                places bytes (Vector128.Create(1uy, 0uy, 2uy, 1uy, 3uy, 2uy, 4uy, 3uy, 5uy, 4uy, 6uy, 5uy, 7uy, 6uy, 8uy, 7uy))

            // The last of them is no pair, and never one that counts.
            let second =
                places bytes (Vector128.Create(9uy, 8uy, 10uy, 9uy, 11uy, 10uy, 12uy, 11uy, 13uy, 12uy, 14uy, 13uy, 15uy, 14uy, 15uy, 15uy))

            struct (Vector256.ShiftLeft(Avx2.GatherVector256(ranks, first, 4uy), Lanes.NumberBits)
                    ||| Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7),
                    Vector256.ShiftLeft(Avx2.GatherVector256(ranks, second, 4uy), Lanes.NumberBits)
                    ||| Vector256.Create(8, 9, 10, 11, 12, 13, 14, 15))
        else
            for index in 0..14 do
                NativePtr.set room index (Lanes.ofBytes ranks text index)

            struct (Vector256.Load room, Vector256.Load(NativePtr.add room 8))

    /// Begins with the `length` bytes at `text`, where 16 must be readable. `lanes` is room for 16.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let start
        (table: MergeTable)
        (text: nativeptr<byte>)
        (length: int)
        (symbols: nativeptr<int>)
        (lanes: nativeptr<int>)
        (state: byref<ShortMerging>)
        : unit =
        let bytes = Vector128.Load text
        spread bytes symbols
        NativePtr.set symbols (length + 1) Symbols.Outside
        let struct (lanesBelow, lanesAbove) = lanesOf table.PairsOfBytes text bytes lanes
        let last = Vector256.Create(length - 1)
        let nothing = Vector256.Create Lanes.None

        let below =
            Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), last), lanesBelow, nothing)

        let above =
            Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Create(8, 9, 10, 11, 12, 13, 14, 15), last), lanesAbove, nothing)

        state.Below <- below
        state.Above <- above
        state.Left <- (4UL <<< length) - 1UL
        state.Lowest <- Lanes.leastOf (Vector256.Min(below, above))

    /// Merges the pair of the lowest lane, which must be below `Lanes.Never`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let step (table: MergeTable) (pairs: PairLookUp) (symbols: nativeptr<int>) (state: byref<ShortMerging>) : unit =
        let numbers = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7)
        let numbersAbove = Vector256.Create(8, 9, 10, 11, 12, 13, 14, 15)
        let nothing = Vector256.Create Lanes.None
        let number = Lanes.numberOf state.Lowest
        let place = number + 1
        let merged = table.Joined(Lanes.rankOf state.Lowest)
        let left = state.Left
        let after = left &&& (UInt64.MaxValue <<< (place + 1))
        let second = BitOperations.TrailingZeroCount after
        let next = BitOperations.TrailingZeroCount(after &&& (after - 1UL))
        let previous = 63 - BitOperations.LeadingZeroCount(left &&& ((1UL <<< place) - 1UL))
        state.Left <- left ^^^ (1UL <<< second)
        NativePtr.set symbols place merged

        let withNext =
            Vector256.Create(Lanes.make (pairs.Find(merged, NativePtr.get symbols next)) number)

        // The place before the first byte has no lane, and so its number changes none.
        let withPrevious =
            Vector256.Create(Lanes.make (pairs.Find(NativePtr.get symbols previous, merged)) (previous - 1))

        let first = Vector256.Create number
        let gone = Vector256.Create(second - 1)
        let before = Vector256.Create(previous - 1)
        let mutable below = state.Below
        let mutable above = state.Above
        below <- Vector256.ConditionalSelect(Vector256.Equals(numbers, first), withNext, below)
        below <- Vector256.ConditionalSelect(Vector256.Equals(numbers, gone), nothing, below)
        below <- Vector256.ConditionalSelect(Vector256.Equals(numbers, before), withPrevious, below)
        above <- Vector256.ConditionalSelect(Vector256.Equals(numbersAbove, first), withNext, above)
        above <- Vector256.ConditionalSelect(Vector256.Equals(numbersAbove, gone), nothing, above)
        above <- Vector256.ConditionalSelect(Vector256.Equals(numbersAbove, before), withPrevious, above)
        state.Below <- below
        state.Above <- above
        state.Lowest <- Lanes.leastOf (Vector256.Min(below, above))

    /// Writes the ids when nothing merges any more, and returns how many they are.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let finish (table: MergeTable) (symbols: nativeptr<int>) (left: uint64) (output: nativeptr<int>) : int =
        // Without the first and the last place, which are outside.
        let within =
            left
            &&& ((UInt64.MaxValue >>> 1) >>> BitOperations.LeadingZeroCount left)
            &&& ~~~1UL

        Lanes.write table.IdsOfSymbols symbols within output
