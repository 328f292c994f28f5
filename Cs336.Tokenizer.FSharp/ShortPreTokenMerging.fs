namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// A lane tells of the pair that starts at a place: the rank at which it merges, above the place itself in the lowest bits. So the least
/// lane tells the lowest rank, the leftmost place of equals, and that place.
module internal Lanes =

    /// Bits of a place.
    [<Literal>]
    let PlaceBits = 6

    /// A lane without a pair.
    [<Literal>]
    let None = Int32.MaxValue

    /// A lane whose pair does not merge holds at least this.
    [<Literal>]
    let Never = Symbols.Never <<< PlaceBits

    /// What a lane holds.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let make (rank: int) (place: int) : int = (rank <<< PlaceBits) ||| place

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let placeOf (lane: int) : int = lane &&& ((1 <<< PlaceBits) - 1)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let rankOf (lane: int) : int = lane >>> PlaceBits

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let leastOf (values: Vector256<int>) : int =
        let values = Vector128.Min(values.GetLower(), values.GetUpper())

        let values =
            Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(2, 3, 0, 1)))

        Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(1, 0, 3, 2))).ToScalar()

/// A pre-token of up to 16 bytes while it merges. Symbols stay at the places of their first bytes, which are counted from 1; at place 0 and
/// behind the last stand two that merge with nothing, so that every symbol has both neighbours. What each place has lies in memory as
///
///   bytes 60 to 127    lanes 0 to 16, of which 1 to 16 fill a cache line, and 0 is written but never looked at
///   bytes 128 to 199   symbols 0 to 17
///   bytes 208 to 225   the places that follow 0 to 17
///   bytes 232 to 249   the places that precede 0 to 17
[<Struct>]
type internal MergingPreToken = {
    Address: nativeint
} with

    /// Bytes that one takes.
    static member Size = 256

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member At(start: nativeptr<byte>, index: int) : MergingPreToken = {
        Address = NativePtr.toNativeInt start + nativeint (MergingPreToken.Size * index)
    }

    /// The lane of a place.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Lane(place: nativeint) : nativeptr<int> =
        NativePtr.ofNativeInt (this.Address + 60n + 4n * place)

    /// The symbol of a place.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Symbol(place: nativeint) : nativeptr<int> =
        NativePtr.ofNativeInt (this.Address + 128n + 4n * place)

    /// The place after this one that still has a symbol.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Following(place: nativeint) : nativeptr<byte> =
        NativePtr.ofNativeInt (this.Address + 208n + place)

    /// The place before this one that still has a symbol.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Preceding(place: nativeint) : nativeptr<byte> =
        NativePtr.ofNativeInt (this.Address + 232n + place)

/// A pre-token, or a part of one that no merge leaves: bytes of a text.
[<Struct>]
type internal Fragment = { Start: int; Length: int }

module internal ShortPreTokenMerging =

    /// Bytes of the longest pre-token that is merged so.
    [<Literal>]
    let Longest = 16

    /// Room for the ids of one.
    [<Literal>]
    let Room = 16

    /// Pre-tokens that merge together: what they take stays in the nearest cache.
    [<Literal>]
    let MergedTogether = 64

    /// Copies the ids of one, all that there is room for, because how many they are cannot be predicted.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let copyIds (source: nativeptr<int>) (target: nativeptr<int>) : unit =
        Vector256.Store(Vector256.Load source, target)
        Vector256.Store(Vector256.Load(NativePtr.add source 8), NativePtr.add target 8)

/// Merges pre-tokens of up to 16 bytes. A merge is a chain of a hundred cycles in which each step waits for the one before it; so many
/// pre-tokens merge together, round by round, and the processor works on as many as it can see at a time. And nothing in a round is
/// a guess that can be wrong: which pairs merge, and which pre-tokens are done, is decided without a branch. Keeps its scratch memory;
/// belongs to one thread.
[<Sealed>]
type internal ShortPreTokenMerging(table: MergeTable) =
    let states =
        new NativeBuffer<byte>(int64 (MergingPreToken.Size * ShortPreTokenMerging.MergedTogether))

    // Those in which something may merge yet, and the lane of what merges next.
    let active =
        new NativeBuffer<MergingPreToken>(int64 ShortPreTokenMerging.MergedTogether)

    let lowest = new NativeBuffer<int>(int64 ShortPreTokenMerging.MergedTogether)

    /// Writes `bytes` as symbols.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let spread (bytes: Vector128<byte>) (symbols: nativeptr<int>) : unit =
        let struct (low, high) = Vector128.Widen bytes
        let struct (first, second) = Vector128.Widen low
        let struct (third, fourth) = Vector128.Widen high
        Vector128.Store(first.AsInt32(), symbols)
        Vector128.Store(second.AsInt32(), NativePtr.add symbols 4)
        Vector128.Store(third.AsInt32(), NativePtr.add symbols 8)
        Vector128.Store(fourth.AsInt32(), NativePtr.add symbols 12)

    /// Two bytes of a text as the place of their rank: byte `i` above byte `i + 1`, for eight of them.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let pairsOf (bytes: Vector128<byte>) (indices: Vector128<byte>) : Vector256<int> =
        Avx2.ConvertToVector256Int32(Vector128.Shuffle(bytes, indices).AsUInt16())

    /// The ranks of the 15 pairs of 16 bytes, and one more that says nothing: all of them, although those after the end of a pre-token say
    /// nothing either, because how long it is cannot be predicted. The processor gathers them where it can.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let ranksOf (ranks: nativeptr<int>) (bytes: Vector128<byte>) : struct (Vector256<int> * Vector256<int>) =
        if Avx2.IsSupported && BitConverter.IsLittleEndian then
            let first =
                pairsOf bytes (Vector128.Create(1uy, 0uy, 2uy, 1uy, 3uy, 2uy, 4uy, 3uy, 5uy, 4uy, 6uy, 5uy, 7uy, 6uy, 8uy, 7uy))

            let second =
                pairsOf
                    bytes
                    (Vector128.Create(9uy, 8uy, 10uy, 9uy, 11uy, 10uy, 12uy, 11uy, 13uy, 12uy, 14uy, 13uy, 15uy, 14uy, 15uy, 15uy))

            struct (Avx2.GatherVector256(ranks, first, 4uy), Avx2.GatherVector256(ranks, second, 4uy))
        else
            let inline rank index =
                NativePtr.get ranks (BytePairs.index (bytes.GetElement index) (bytes.GetElement(index + 1)))

            struct (Vector256.Create(rank 0, rank 1, rank 2, rank 3, rank 4, rank 5, rank 6, rank 7),
                    Vector256.Create(rank 8, rank 9, rank 10, rank 11, rank 12, rank 13, rank 14, 0))

    /// The lanes of the pairs that start at `places` in a pre-token of `length` bytes.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let lanesOf (ranks: Vector256<int>) (places: Vector256<int>) (length: int) : Vector256<int> =
        Vector256.ConditionalSelect(
            Vector256.LessThan(places, Vector256.Create length),
            Vector256.ShiftLeft(ranks, Lanes.PlaceBits) ||| places,
            Vector256.Create Lanes.None
        )

    /// Begins with the `length` bytes at `text`, where 16 must be readable.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let start (text: nativeptr<byte>) (length: int) (state: MergingPreToken) : unit =
        let bytes = Vector128.Load text
        spread bytes (state.Symbol 1n)
        NativePtr.write (state.Symbol 0n) Symbols.Outside
        NativePtr.write (state.Symbol(nativeint length + 1n)) Symbols.Outside
        let struct (below, above) = ranksOf table.PairsOfBytes bytes
        Vector256.Store(lanesOf below (Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8)) length, state.Lane 1n)
        Vector256.Store(lanesOf above (Vector256.Create(9, 10, 11, 12, 13, 14, 15, 16)) length, state.Lane 9n)

        Vector128.Store(
            Vector128.Create(1uy, 2uy, 3uy, 4uy, 5uy, 6uy, 7uy, 8uy, 9uy, 10uy, 11uy, 12uy, 13uy, 14uy, 15uy, 16uy),
            state.Following 0n
        )

        NativePtr.write (state.Following 16n) 17uy

        Vector128.Store(
            Vector128.Create(0uy, 1uy, 2uy, 3uy, 4uy, 5uy, 6uy, 7uy, 8uy, 9uy, 10uy, 11uy, 12uy, 13uy, 14uy, 15uy),
            state.Preceding 1n
        )

    /// Of the first `many` active ones, keeps those in which something merges, and finds its lane. Returns how many they are.
    [<CompiledForSpeed>]
    let findLowest (many: int) : int =
        let active = active.Start
        let lowest = lowest.Start
        let mutable left = 0

        for index in 0 .. many - 1 do
            let state = NativePtr.get active index

            let lane =
                Lanes.leastOf (Vector256.Min(Vector256.Load(state.Lane 1n), Vector256.Load(state.Lane 9n)))

            NativePtr.set active left state
            NativePtr.set lowest left lane
            // One more if the lane is below.
            left <- left + int (uint32 (lane - Lanes.Never) >>> 31)

        left

    /// Merges the pair of a lane into a symbol. Lanes are written one by one here and read as a whole in the next round, when that has
    /// long been done: right after it the processor would have to wait.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let merge (pairs: PairLookUp) (state: MergingPreToken) (lane: int) (merged: int) : unit =
        let place = nativeint (Lanes.placeOf lane)
        let second = nativeint (NativePtr.read (state.Following place))
        let next = nativeint (NativePtr.read (state.Following second))
        let previous = nativeint (NativePtr.read (state.Preceding place))
        NativePtr.write (state.Following place) (byte next)
        NativePtr.write (state.Preceding next) (byte place)
        NativePtr.write (state.Symbol place) merged
        NativePtr.write (state.Lane second) Lanes.None
        let withNext = pairs.Find(merged, NativePtr.read (state.Symbol next))
        NativePtr.write (state.Lane place) (Lanes.make withNext (int place))
        // The place before the first byte has no lane that is looked at.
        let withPrevious = pairs.Find(NativePtr.read (state.Symbol previous), merged)
        NativePtr.write (state.Lane previous) (Lanes.make withPrevious (int previous))

    /// Where symbols follow ranks, as a constant of the code, no table is read.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let mergeEach (symbolsFollowRanks: bool) (many: int) : unit =
        let active = active.Start
        let lowest = lowest.Start
        let pairs = table.Pairs

        for index in 0 .. many - 1 do
            let lane = NativePtr.get lowest index
            let rank = Lanes.rankOf lane

            let merged =
                if symbolsFollowRanks then
                    MergeTable.FirstJoined + rank
                else
                    table.Joined rank

            merge pairs (NativePtr.get active index) lane merged

    /// Merges what `findLowest` found.
    [<CompiledForSpeed>]
    let mergeLowest (many: int) : unit =
        if table.SymbolsFollowRanks then
            mergeEach true many
        else
            mergeEach false many

    /// Writes the ids when nothing merges any more, and returns how many they are.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let finish (state: MergingPreToken) (length: int) (output: nativeptr<int>) : int =
        let ids = table.IdsOfSymbols
        let last = nativeint length + 1n
        let mutable place = nativeint (NativePtr.read (state.Following 0n))
        let mutable count = 0

        while place <> last do
            NativePtr.set output count (NativePtr.get ids (NativePtr.read (state.Symbol place)))
            place <- nativeint (NativePtr.read (state.Following place))
            count <- count + 1

        count

    [<CompiledForSpeed>]
    let mergeTogether
        (text: nativeptr<byte>)
        (fragments: nativeptr<Fragment>)
        (many: int)
        (output: nativeptr<int>)
        (counts: nativeptr<int>)
        : unit =
        for number in 0 .. many - 1 do
            let fragment = NativePtr.get fragments number
            let state = MergingPreToken.At(states.Start, number)
            start (NativePtr.add text fragment.Start) fragment.Length state
            NativePtr.set active.Start number state

        let mutable left = findLowest many

        while left > 0 do
            mergeLowest left
            left <- findLowest left

        for number in 0 .. many - 1 do
            let fragment = NativePtr.get fragments number
            let ids = NativePtr.add output (ShortPreTokenMerging.Room * number)
            NativePtr.set counts number (finish (MergingPreToken.At(states.Start, number)) fragment.Length ids)

    /// Merges `many` fragments of `text`, each of up to 16 bytes; so many are read. The ids of the i-th are written from
    /// `output[Room * i]` on, and how many they are to `counts[i]`.
    member _.Merge
        (text: nativeptr<byte>, fragments: nativeptr<Fragment>, many: int, output: nativeptr<int>, counts: nativeptr<int>)
        : unit =
        for first in 0 .. ShortPreTokenMerging.MergedTogether .. many - 1 do
            mergeTogether
                text
                (NativePtr.add fragments first)
                (min ShortPreTokenMerging.MergedTogether (many - first))
                (NativePtr.add output (ShortPreTokenMerging.Room * first))
                (NativePtr.add counts first)

    /// Writes the ids of one alone, the `length` bytes at `text`, and returns how many they are.
    member _.MergeOne(text: nativeptr<byte>, length: int, output: nativeptr<int>) : int =
        let fragment = NativePtr.stackalloc<Fragment> 1
        let count = NativePtr.stackalloc<int> 1
        NativePtr.write fragment { Start = 0; Length = length }
        mergeTogether text fragment 1 output count
        NativePtr.read count

    interface IDisposable with
        member _.Dispose() =
            (states :> IDisposable).Dispose()
            (active :> IDisposable).Dispose()
            (lowest :> IDisposable).Dispose()
