namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

module private Lanes =

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

/// Merges pre-tokens: what `Merging.merge` gives, in the time that a cache miss may cost. Keeps its scratch memory; belongs to one thread.
///
/// Symbols stay where their first byte was, and a bit per place says which are left: so nothing is ever moved, and neighbours are found
/// by counting zeros. Around them stand two symbols that merge with nothing, so that every symbol has both neighbours. Lane i tells of the
/// pair that starts at byte i: the rank at which it merges, above i itself in the lowest bits. The least lane tells the lowest rank, the leftmost
/// place of equals, and that place.
[<Sealed>]
type internal PreTokenMerging(table: MergeTable) =
    // The symbol of byte i is at i + 1; the one at 64 is never that of a byte.
    let symbols = new NativeBuffer<int>(80L)
    let lanes = new NativeBuffer<int>(64L)
    let long = LongPreTokenMerging table
    do NativePtr.set symbols.Start 0 Symbols.Outside

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let leastOf (values: Vector256<int>) : int =
        let values = Vector128.Min(values.GetLower(), values.GetUpper())

        let values =
            Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(2, 3, 0, 1)))

        Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(1, 0, 3, 2))).ToScalar()

    /// Writes the ids of the symbols that are left, whose places are the bits of `left`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let write (ids: nativeptr<int>) (symbols: nativeptr<int>) (left: uint64) (output: nativeptr<int>) : int =
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

    /// Writes `bytes` as the symbols from place 1 on.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let spread (bytes: Vector128<byte>) (symbols: nativeptr<int>) : unit =
        let struct (low, high) = Vector128.Widen bytes
        let struct (first, second) = Vector128.Widen low
        let struct (third, fourth) = Vector128.Widen high
        Vector128.Store(first.AsInt32(), NativePtr.add symbols 1)
        Vector128.Store(second.AsInt32(), NativePtr.add symbols 5)
        Vector128.Store(third.AsInt32(), NativePtr.add symbols 9)
        Vector128.Store(fourth.AsInt32(), NativePtr.add symbols 13)

    /// The lane of the pair that starts at byte `index`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let laneOfBytes (ranks: nativeptr<int>) (text: nativeptr<byte>) (index: int) : int =
        Lanes.make (NativePtr.get ranks (int (NativePtr.get text index) * 256 + int (NativePtr.get text (index + 1)))) index

    /// Up to 16 bytes; so many are read. The lanes never leave the registers: what was stored in parts would be waited for when it is
    /// loaded as a whole.
    [<CompiledForSpeed>]
    let mergeFew (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        let pairs = table.Pairs
        let symbols = symbols.Start
        let ofBytes = table.PairsOfBytes
        spread (Vector128.Load text) symbols
        NativePtr.set symbols (length + 1) Symbols.Outside
        let numbers = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7)
        let numbersAbove = Vector256.Create(8, 9, 10, 11, 12, 13, 14, 15)
        let last = Vector256.Create(length - 1)
        let nothing = Vector256.Create Lanes.None

        // All of them, although those after the end say nothing: how long a word is cannot be predicted either.
        for index in 0..14 do
            NativePtr.set lanes.Start index (laneOfBytes ofBytes text index)

        let mutable below =
            Vector256.ConditionalSelect(Vector256.LessThan(numbers, last), Vector256.Load lanes.Start, nothing)

        let mutable above =
            Vector256.ConditionalSelect(Vector256.LessThan(numbersAbove, last), Vector256.Load(NativePtr.add lanes.Start 8), nothing)

        // The places from 0, before the first byte, to `length` + 1, behind the last.
        let mutable left = (4UL <<< length) - 1UL
        let mutable lowest = leastOf (Vector256.Min(below, above))

        while lowest < Lanes.Never do
            let number = Lanes.numberOf lowest
            let place = number + 1
            let merged = table.Joined(Lanes.rankOf lowest)
            let after = left &&& (UInt64.MaxValue <<< (place + 1))
            let second = BitOperations.TrailingZeroCount after
            let next = BitOperations.TrailingZeroCount(after &&& (after - 1UL))

            let previous = 63 - BitOperations.LeadingZeroCount(left &&& ((1UL <<< place) - 1UL))

            left <- left ^^^ (1UL <<< second)
            NativePtr.set symbols place merged

            let withNext =
                Vector256.Create(Lanes.make (pairs.Find(merged, NativePtr.get symbols next)) number)

            // The place before the first byte has no lane, and so its number changes none.
            let withPrevious =
                Vector256.Create(Lanes.make (pairs.Find(NativePtr.get symbols previous, merged)) (previous - 1))

            let first = Vector256.Create number
            let gone = Vector256.Create(second - 1)
            let before = Vector256.Create(previous - 1)
            below <- Vector256.ConditionalSelect(Vector256.Equals(numbers, first), withNext, below)
            below <- Vector256.ConditionalSelect(Vector256.Equals(numbers, gone), nothing, below)
            below <- Vector256.ConditionalSelect(Vector256.Equals(numbers, before), withPrevious, below)
            above <- Vector256.ConditionalSelect(Vector256.Equals(numbersAbove, first), withNext, above)
            above <- Vector256.ConditionalSelect(Vector256.Equals(numbersAbove, gone), nothing, above)
            above <- Vector256.ConditionalSelect(Vector256.Equals(numbersAbove, before), withPrevious, above)
            lowest <- leastOf (Vector256.Min(below, above))

        write table.IdsOfSymbols symbols (left &&& ((2UL <<< length) - 2UL)) output

    /// The least of the first `length` lanes, which are followed by empty ones up to a multiple of eight.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let leastLane (lanes: nativeptr<int>) (length: int) : int =
        let mutable values = Vector256.Load lanes
        let mutable first = 8

        while first < length do
            values <- Vector256.Min(values, Vector256.Load(NativePtr.add lanes first))
            first <- first + 8

        leastOf values

    /// Up to 62 bytes, whose places with those around them fit into 64 bits.
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
            let number = Lanes.numberOf lowest
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
        if length <= 16 then mergeFew text length output
        elif length <= 62 then mergeSome text length output
        else long.Merge(text, length, output)

    interface IDisposable with
        member _.Dispose() =
            (symbols :> IDisposable).Dispose()
            (lanes :> IDisposable).Dispose()
