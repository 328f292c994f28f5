namespace Cs336.Tokenizer

#nowarn "9" // Tables are read through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open FSharp.NativeInterop

/// A symbol is the number of a token among those that take part in merges (`MergeTable`), so dense that two of them and a rank fit into
/// 64 bits.
module internal Symbols =

    /// Bits of a symbol.
    [<Literal>]
    let Bits = 21

    /// Bits of a rank.
    [<Literal>]
    let RankBits = 22

    /// The rank of a pair that does not merge: greater than any other.
    [<Literal>]
    let Never = (1 <<< RankBits) - 1

    /// A symbol that merges with nothing. Not all ones: that would look like half of a free slot.
    [<Literal>]
    let Outside = (1 <<< Bits) - 2

/// Where the ranks of pairs are looked up: perfect hashing. A pair's hash names a bucket, the bucket a factor, and the factor spreads the
/// pairs of its bucket over slots that no other pair has. A slot holds a pair and its rank in 64 bits. So a look-up is one load from a
/// table of which two to four fifths are taken, after one from a table a 32nd of its size, and no branch: which pairs of a text merge
/// cannot be predicted. Valid while its `PairRanks` lives. (Belazzougui, Botelho and Dietzfelbinger, "Hash, displace, and compress", 2009.)
[<Struct>]
type internal PairLookUp = {
    Slots: nativeptr<uint64>
    /// The factor of each bucket.
    Factors: nativeptr<uint16>
    /// What a pair is multiplied with for its hash.
    Multiplier: uint64
    /// 64 less the bits of a slot's number.
    Shift: int
} with

    /// There are eight slots to a bucket.
    static member SlotsPerBucketBits = 3

    /// A pair of symbols, above the place of its rank.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member KeyOf(left: int, right: int) : uint64 =
        (uint64 left <<< (Symbols.Bits + Symbols.RankBits))
        ||| (uint64 right <<< Symbols.RankBits)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.HashOf(key: uint64) : uint64 = key * this.Multiplier

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.BucketOf(hash: uint64) : int =
        int (hash >>> (this.Shift + PairLookUp.SlotsPerBucketBits))

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.SlotOf(hash: uint64, factor: uint16) : nativeptr<uint64> =
        NativePtr.add this.Slots (int ((hash * uint64 factor) >>> this.Shift))

    /// The rank of a pair, or `Never`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Find(left: int, right: int) : int =
        let key = PairLookUp.KeyOf(left, right)
        let hash = this.HashOf key
        let factor = NativePtr.get this.Factors (this.BucketOf hash)
        let difference = NativePtr.read (this.SlotOf(hash, factor)) ^^^ key
        // The pair in the slot is another one exactly if some bit above the rank differs: then all ones, which makes the rank `Never`;
        // else 0.
        let differs = -(int64 (difference >>> Symbols.RankBits)) >>> 63
        (int difference ||| int differs) &&& Symbols.Never

/// The ranks of pairs of symbols. Pairs are ranked in the order in which they are given, each once.
[<Sealed>]
type internal PairRanks(pairs: struct (int * int)[]) =

    static let hashOf (lookUp: PairLookUp) (entry: uint64) : uint64 =
        lookUp.HashOf(entry &&& ~~~(uint64 Symbols.Never))

    /// The entries in the order of their buckets, and where each bucket starts.
    [<CompiledForSpeed>]
    static let byBucket (lookUp: PairLookUp) (buckets: int) (pairs: struct (int * int)[]) : struct (uint64[] * int[]) =
        let entries =
            pairs
            |> Array.mapi (fun rank (struct (left, right)) -> PairLookUp.KeyOf(left, right) ||| uint64 rank)

        let starts = Array.zeroCreate (buckets + 1)

        for entry in entries do
            let bucket = lookUp.BucketOf(hashOf lookUp entry)
            starts[bucket + 1] <- starts[bucket + 1] + 1

        for bucket in 1..buckets do
            starts[bucket] <- starts[bucket] + starts[bucket - 1]

        let next = Array.copy starts
        let sorted = Array.zeroCreate entries.Length

        for entry in entries do
            let bucket = lookUp.BucketOf(hashOf lookUp entry)
            sorted[next[bucket]] <- entry
            next[bucket] <- next[bucket] + 1

        struct (sorted, starts)

    /// Puts entries into the slots that a factor names, or returns false and leaves everything as it was.
    [<CompiledForSpeed>]
    static let tryPlace (lookUp: PairLookUp) (factor: uint16) (entries: ReadOnlySpan<uint64>) : bool =
        let mutable placed = 0
        let mutable fits = true

        while fits && placed < entries.Length do
            let slot = lookUp.SlotOf(hashOf lookUp entries[placed], factor)
            fits <- NativePtr.read slot = UInt64.MaxValue

            if fits then
                NativePtr.write slot entries[placed]
                placed <- placed + 1

        if not fits then
            for index in 0 .. placed - 1 do
                NativePtr.write (lookUp.SlotOf(hashOf lookUp entries[index], factor)) UInt64.MaxValue

        fits

    /// Finds a factor that has a free slot for each of the entries, and puts them there; or something beyond all factors.
    [<CompiledForSpeed>]
    static let placeAll (lookUp: PairLookUp) (entries: ReadOnlySpan<uint64>) : int =
        let mutable factor = 1

        while factor <= int UInt16.MaxValue && not (tryPlace lookUp (uint16 factor) entries) do
            factor <- factor + 2

        factor

    /// Finds a factor for each bucket, for those with the most pairs first: they are the hardest to place.
    [<CompiledForSpeed>]
    static let tryFill (lookUp: PairLookUp) (slots: int) (pairs: struct (int * int)[]) : bool =
        // All ones are a free slot: no pair consists of two symbols that are all ones.
        Span<uint64>(NativePtr.toVoidPtr lookUp.Slots, slots).Fill UInt64.MaxValue
        let buckets = slots >>> PairLookUp.SlotsPerBucketBits
        let struct (entries, starts) = byBucket lookUp buckets pairs
        let mutable size = 0

        for bucket in 0 .. buckets - 1 do
            size <- max size (starts[bucket + 1] - starts[bucket])

        let mutable fits = true

        while fits && size > 0 do
            let mutable bucket = 0

            while fits && bucket < buckets do
                if starts[bucket + 1] - starts[bucket] = size then
                    let factor = placeAll lookUp (ReadOnlySpan(entries, starts[bucket], size))
                    NativePtr.set lookUp.Factors bucket (uint16 factor)
                    fits <- factor <= int UInt16.MaxValue

                bucket <- bucket + 1

            size <- size - 1

        fits

    /// Another multiplier each time, and larger tables each second time.
    static let rec fill (attempt: int) (pairs: struct (int * int)[]) : struct (NativeBuffer<uint64> * NativeBuffer<uint16> * PairLookUp) =
        // At most four fifths of the slots are taken.
        let bits =
            max 6 (BitOperations.Log2(uint32 (5 * pairs.Length / 4)) + 1) + attempt / 2

        let slots = new NativeBuffer<uint64>(1L <<< bits)

        let factors =
            new NativeBuffer<uint16>(1L <<< (bits - PairLookUp.SlotsPerBucketBits))

        let lookUp = {
            Slots = slots.Start
            Factors = factors.Start
            Multiplier = 0x9E3779B97F4A7C15UL * uint64 (2 * attempt + 1)
            Shift = 64 - bits
        }

        if tryFill lookUp (1 <<< bits) pairs then
            struct (slots, factors, lookUp)
        else
            (slots :> IDisposable).Dispose()
            (factors :> IDisposable).Dispose()
            fill (attempt + 1) pairs

    // The first two are kept as fields because `Find` names them: else their finalizers would free what the third points to.
    let struct (slots, factors, lookUp) = fill 0 pairs

    /// Reads the tables, for as long as this lives.
    member _.LookUp: PairLookUp = lookUp

    /// The rank of a pair, or `Never`.
    member _.Find(left: int, right: int) : int =
        let rank = lookUp.Find(left, right)
        GC.KeepAlive slots
        GC.KeepAlive factors
        rank
