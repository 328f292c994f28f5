namespace Cs336.Tokenizer

#nowarn "9" // Tables are read through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open FSharp.NativeInterop

module internal Symbols =

    /// Bits of a symbol.
    [<Literal>]
    let Bits = 21

    /// Bits of a rank.
    [<Literal>]
    let RankBits = 22

    /// The rank of a pair that does not merge: greater than any other.
    [<Literal>]
    let Never = 0x3FFFFF

    /// A symbol that merges with nothing.
    [<Literal>]
    let Outside = 0x1FFFFE

/// Where the ranks of pairs are looked up: two tables, in one of which a pair is, at the one place that its hash names there.
/// A slot holds the pair and its rank in 64 bits. So a look-up is two loads that do not wait for each other, and no branch: which pairs
/// of a text merge cannot be predicted, and a wrong guess costs more than the second load. Valid while its `PairRanks` lives.
[<Struct>]
type internal PairLookUp = {
    First: nativeptr<uint64>
    Second: nativeptr<uint64>
    /// 64 less the bits of a place.
    Shift: int
} with

    /// A pair of symbols above the place of its rank.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member KeyOf(left: int, right: int) : uint64 =
        (uint64 left <<< (Symbols.Bits + Symbols.RankBits))
        ||| (uint64 right <<< Symbols.RankBits)

    /// The only place of a key in the first table.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.InFirst(key: uint64) : nativeptr<uint64> =
        NativePtr.add this.First (int ((key * 0x9E3779B97F4A7C15UL) >>> this.Shift))

    /// The only place of a key in the second table.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.InSecond(key: uint64) : nativeptr<uint64> =
        NativePtr.add this.Second (int ((key * 0xD6E8FEB86659FD93UL) >>> this.Shift))

    /// All ones, if the difference of a slot and a key is more than a rank; else 0.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member Differs(difference: uint64) : int64 =
        -(int64 (difference >>> Symbols.RankBits)) >>> 63

    /// The rank of a pair, or `Never`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Find(left: int, right: int) : int =
        let key = PairLookUp.KeyOf(left, right)
        let first = NativePtr.read (this.InFirst key) ^^^ key
        let second = NativePtr.read (this.InSecond key) ^^^ key

        (int first ||| int (PairLookUp.Differs first))
        &&& (int second ||| int (PairLookUp.Differs second))
        &&& Symbols.Never

/// The ranks of pairs of symbols: cuckoo hashing. Pairs are ranked in the order in which they are given, each once.
[<Sealed>]
type internal PairRanks(pairs: struct (int * int)[]) =

    /// All ones: no pair consists of two symbols that are all ones.
    static let free = UInt64.MaxValue

    /// Pairs that may be moved for the sake of one before larger tables are tried.
    static let patience = 500

    static let tryFill (buffer: NativeBuffer<uint64>) (lookUp: PairLookUp) (pairs: struct (int * int)[]) : bool =
        Span<uint64>(NativePtr.toVoidPtr buffer.Start, int buffer.Length).Fill free
        let mutable rank = 0
        let mutable fits = true

        while fits && rank < pairs.Length do
            let struct (left, right) = pairs[rank]
            let mutable entry = PairLookUp.KeyOf(left, right) ||| uint64 rank
            let mutable moves = 0

            // Whoever is in the way moves to its place in the other table.
            while entry <> free && moves < patience do
                let key = entry &&& ~~~(uint64 Symbols.Never)

                let place =
                    if moves % 2 = 0 then
                        lookUp.InFirst key
                    else
                        lookUp.InSecond key

                let before = NativePtr.read place
                NativePtr.write place entry
                entry <- before
                moves <- moves + 1

            fits <- entry = free
            rank <- rank + 1

        fits

    static let rec fill (bits: int) (pairs: struct (int * int)[]) : struct (NativeBuffer<uint64> * PairLookUp) =
        let buffer = new NativeBuffer<uint64>(2L <<< bits)

        let lookUp = {
            First = buffer.Start
            Second = NativePtr.add buffer.Start (1 <<< bits)
            Shift = 64 - bits
        }

        if tryFill buffer lookUp pairs then
            struct (buffer, lookUp)
        else
            (buffer :> IDisposable).Dispose()
            fill (bits + 1) pairs

    // At least half of the slots stay free, and more where that is not enough.
    let struct (buffer, lookUp) =
        fill (max 4 (BitOperations.Log2(uint32 (max 1 (pairs.Length - 1))) + 1)) pairs

    /// Reads the tables, for as long as this lives.
    member _.LookUp: PairLookUp = lookUp

    /// The rank of a pair, or `Never`.
    member _.Find(left: int, right: int) : int =
        let rank = lookUp.Find(left, right)
        GC.KeepAlive buffer
        rank
