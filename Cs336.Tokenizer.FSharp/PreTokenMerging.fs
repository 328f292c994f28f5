namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Merges pre-tokens: what `Merging.merge` gives, in the time that a cache miss may cost. Keeps its scratch memory; belongs to one thread.
///
/// Symbols stay where their first byte was, and a bit per place says which are left: so nothing is ever moved, and neighbours are found
/// by counting zeros. Around them stand two symbols that merge with nothing, so that every symbol has both neighbours.
[<Sealed>]
type internal PreTokenMerging(table: MergeTable) =
    // The symbol of byte i is at i + 1; the one at 64 is never that of a byte.
    let symbols = new NativeBuffer<int>(80L)
    let otherSymbols = new NativeBuffer<int>(80L)
    let lanes = new NativeBuffer<int>(64L)
    let long = LongPreTokenMerging table

    do
        NativePtr.set symbols.Start 0 Symbols.Outside
        NativePtr.set otherSymbols.Start 0 Symbols.Outside

    /// Up to 16 bytes; so many are read.
    [<CompiledForSpeed>]
    let mergeShort (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        let pairs = table.Pairs
        let symbols = symbols.Start
        let mutable state = ShortMerging.none
        ShortMerging.start table text length symbols lanes.Start &state

        while state.Lowest < Lanes.Never do
            ShortMerging.step table pairs symbols &state

        ShortMerging.finish table symbols state.Left output

    /// Many of up to 16 bytes. A merge is a chain of a hundred cycles in which each step waits for the one before it, so two pre-tokens take their
    /// steps together; whichever is done makes way for the next one.
    [<CompiledForSpeed>]
    let mergeShorts
        (text: nativeptr<byte>)
        (keys: nativeptr<PreTokenKey>)
        (chosen: nativeptr<int>)
        (many: int)
        (output: nativeptr<int>)
        (counts: nativeptr<int>)
        : unit =
        let pairs = table.Pairs
        let lanes = lanes.Start
        let symbols = symbols.Start
        let otherSymbols = otherSymbols.Start
        let mutable one = ShortMerging.none
        let mutable other = ShortMerging.none
        let mutable numberOfOne = -1
        let mutable numberOfOther = -1
        let mutable next = 0
        let mutable isOpen = true

        while isOpen do
            if one.Lowest >= Lanes.Never then
                if numberOfOne >= 0 then
                    let ids = NativePtr.add output (ShortMerging.room * numberOfOne)
                    NativePtr.set counts numberOfOne (ShortMerging.finish table symbols one.Left ids)

                if next < many then
                    let key = NativePtr.toByRef (NativePtr.add keys (NativePtr.get chosen next))
                    ShortMerging.start table (NativePtr.add text key.Start) key.Length symbols lanes &one
                    numberOfOne <- next
                    next <- next + 1
                else
                    numberOfOne <- -1
                    isOpen <- false
            elif other.Lowest >= Lanes.Never then
                if numberOfOther >= 0 then
                    let ids = NativePtr.add output (ShortMerging.room * numberOfOther)
                    NativePtr.set counts numberOfOther (ShortMerging.finish table otherSymbols other.Left ids)

                if next < many then
                    let key = NativePtr.toByRef (NativePtr.add keys (NativePtr.get chosen next))
                    ShortMerging.start table (NativePtr.add text key.Start) key.Length otherSymbols lanes &other
                    numberOfOther <- next
                    next <- next + 1
                else
                    numberOfOther <- -1
                    isOpen <- false
            else
                ShortMerging.step table pairs symbols &one
                ShortMerging.step table pairs otherSymbols &other

        // One of them may be left.
        if numberOfOne >= 0 then
            while one.Lowest < Lanes.Never do
                ShortMerging.step table pairs symbols &one

            let ids = NativePtr.add output (ShortMerging.room * numberOfOne)
            NativePtr.set counts numberOfOne (ShortMerging.finish table symbols one.Left ids)

        if numberOfOther >= 0 then
            while other.Lowest < Lanes.Never do
                ShortMerging.step table pairs otherSymbols &other

            let ids = NativePtr.add output (ShortMerging.room * numberOfOther)
            NativePtr.set counts numberOfOther (ShortMerging.finish table otherSymbols other.Left ids)

    /// The least of the first `length` lanes, which are followed by empty ones up to a multiple of eight.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let leastLane (lanes: nativeptr<int>) (length: int) : int =
        let mutable values = Vector256.Load lanes
        let mutable first = 8

        while first < length do
            values <- Vector256.Min(values, Vector256.Load(NativePtr.add lanes first))
            first <- first + 8

        Lanes.leastOf values

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
            NativePtr.set lanes index (Lanes.ofBytes ofBytes text index)

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

        Lanes.write table.IdsOfSymbols symbols (left &&& (UInt64.MaxValue >>> (63 - length)) &&& ~~~1UL) output

    /// Writes the ids of the `length` bytes at `text` and returns how many they are, at most `length`; 16 bytes there must be readable.
    member _.Merge(text: nativeptr<byte>, length: int, output: nativeptr<int>) : int =
        if length <= ShortMerging.longest then
            mergeShort text length output
        elif length <= 62 then
            mergeSome text length output
        else
            long.Merge(text, length, output)

    /// `Merge` of the `many` pre-tokens of `text` whose numbers among `keys` are in `chosen`, each of up to 16 bytes. The ids of the i-th are written
    /// from `output[ShortMerging.room * i]` on, and how many they are to `counts[i]`.
    member _.MergeShorts
        (
            text: nativeptr<byte>,
            keys: nativeptr<PreTokenKey>,
            chosen: nativeptr<int>,
            many: int,
            output: nativeptr<int>,
            counts: nativeptr<int>
        ) : unit =
        mergeShorts text keys chosen many output counts

    interface IDisposable with
        member _.Dispose() =
            (symbols :> IDisposable).Dispose()
            (otherSymbols :> IDisposable).Dispose()
            (lanes :> IDisposable).Dispose()
