namespace Cs336.Tokenizer

#nowarn "9" // Tables are read through pointers.

open System
open System.Collections.Generic
open System.Numerics
open System.Runtime.CompilerServices
open FSharp.NativeInterop

/// A merge of two symbols into a third.
[<Struct>]
type private SymbolMerge = { Left: int; Right: int; Merged: int }

/// The ranks of pairs of symbols: a hash table with open addressing in which key and rank share 64 bits, so that most look-ups are
/// one load.
[<Sealed>]
type private PairRanks(capacity: int) =
    let slots =
        new NativeBuffer<uint64>(int64 (BitOperations.RoundUpToPowerOf2(uint32 (max 16 (2 * capacity)))))

    let mask = int slots.Length - 1
    let shift = 64 - BitOperations.Log2(uint64 slots.Length)
    do Span<uint64>(NativePtr.toVoidPtr slots.Start, int slots.Length).Fill PairRanks.Free

    static member private Free = UInt64.MaxValue

    static member SymbolBits = 21

    static member RankBits = 22

    /// The rank of a pair that does not merge: greater than any other.
    static member Never = (1 <<< PairRanks.RankBits) - 1

    static member private KeyOf(left: int, right: int) : uint64 =
        (uint64 left <<< (PairRanks.SymbolBits + PairRanks.RankBits))
        ||| (uint64 right <<< PairRanks.RankBits)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member private _.SlotOf(key: uint64) : nativeptr<uint64> =
        let mutable index = int ((key * 0x9E3779B97F4A7C15UL) >>> shift)

        while ((NativePtr.get slots.Start index ^^^ key) >>> PairRanks.RankBits) <> 0UL
              && NativePtr.get slots.Start index <> PairRanks.Free do
            index <- (index + 1) &&& mask

        NativePtr.add slots.Start index

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Find(left: int, right: int) : int =
        // A free slot is all ones, and so is the rank in it.
        int (NativePtr.read (this.SlotOf(PairRanks.KeyOf(left, right))))
        &&& PairRanks.Never

    member this.Add(left: int, right: int, rank: int) : unit =
        let key = PairRanks.KeyOf(left, right)
        NativePtr.write (this.SlotOf key) (key ||| uint64 rank)

/// The merges in the form that encoding works with. Tokens that take part in merges are numbered densely: 0 to 255 are the bytes, whether
/// the vocabulary has them or not, then come the others in the order in which merges name them. These numbers are called symbols.
[<Sealed>]
type internal MergeTable private (merges: SymbolMerge[], ids: TokenId[], tokens: byte[][]) =
    let ranks = PairRanks merges.Length
    let byteRanks = Array.create 65536 PairRanks.Never
    let joined = merges |> Array.map _.Merged
    let inner = Array.zeroCreate<uint64> 1024

    do
        for rank in 0 .. merges.Length - 1 do
            let merge = merges[rank]
            ranks.Add(merge.Left, merge.Right, rank)

            if merge.Left < 256 && merge.Right < 256 then
                byteRanks[merge.Left * 256 + merge.Right] <- rank

            let token = tokens[merge.Merged]

            for index in 1 .. token.Length - 1 do
                let pair = int token[index - 1] * 256 + int token[index]
                inner[pair >>> 6] <- inner[pair >>> 6] ||| (1UL <<< (pair &&& 63))

    let lacksBytes = ids |> Seq.take 256 |> Seq.exists (fun id -> id < 0)

    /// Whether every merge comes after all those that make its two tokens, as training leaves it.
    let isMonotone =
        let lastMade = Array.create ids.Length -1
        merges |> Array.iteri (fun rank merge -> lastMade[merge.Merged] <- rank)

        merges
        |> Array.indexed
        |> Array.forall (fun (rank, merge) -> lastMade[merge.Left] < rank && lastMade[merge.Right] < rank)

    /// The rank of a pair that does not merge: greater than any other.
    static member Never = PairRanks.Never

    /// How many ranks there are.
    member _.Ranks = joined.Length

    /// Whether merging never brings forth a pair of lower rank than the one that was merged.
    member _.IsMonotone = isMonotone

    /// The rank of a pair of symbols, or `Never`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.RankOf(left: int, right: int) : int = ranks.Find(left, right)

    /// The rank of two bytes.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.RankOfBytes(left: byte, right: byte) : int = byteRanks[int left * 256 + int right]

    /// The symbol that the merge of this rank gives.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Joined(rank: int) : int = joined[rank]

    /// The id of a symbol; -1 for a byte that the vocabulary lacks.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.IdOf(symbol: int) : TokenId = ids[symbol]

    /// Whether the vocabulary has no token for some byte.
    member _.LacksBytes = lacksBytes

    /// The first of some bytes that has no token, or -1.
    member _.FirstWithoutId(bytes: ReadOnlySpan<byte>) : int =
        let mutable index = 0

        while index < bytes.Length && ids[int bytes[index]] >= 0 do
            index <- index + 1

        if index < bytes.Length then int bytes[index] else -1

    /// Whether some token that merging can give holds these two bytes side by side. Where none does, no merge crosses them.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.MayJoin(before: byte, after: byte) : bool =
        let pair = int before * 256 + int after
        ((inner[pair >>> 6] >>> (pair &&& 63)) &&& 1UL) <> 0UL

    /// The merges, lowest rank first, as the ids of their two tokens and of the joined one. `byteIds` are the ids of the bytes, or -1.
    static member Create
        (byteIds: TokenId[], merges: seq<struct (TokenId * TokenId * TokenId)>, bytesOf: TokenId -> byte[])
        : Result<MergeTable, Fault> =
        let symbols = Dictionary<TokenId, int>()
        let ids = ResizeArray<TokenId>(byteIds)

        for value in 255..-1..0 do
            if byteIds[value] >= 0 then
                symbols[byteIds[value]] <- value

        let symbolOf id =
            match symbols.TryGetValue id with
            | true, symbol -> symbol
            | false, _ ->
                symbols.Add(id, ids.Count)
                ids.Add id
                ids.Count - 1

        let merges =
            merges
            |> Seq.map (fun struct (left, right, merged) -> {
                Left = symbolOf left
                Right = symbolOf right
                Merged = symbolOf merged
            })
            |> Array.ofSeq

        if ids.Count >= (1 <<< PairRanks.SymbolBits) || merges.Length >= PairRanks.Never then
            Fault.data
                $"The vocabulary is too large: expected fewer than {1 <<< PairRanks.SymbolBits} tokens in \
                fewer than {PairRanks.Never} merges, found {ids.Count} in {merges.Length}."
        else
            let tokens =
                ids.ToArray() |> Array.map (fun id -> if id < 0 then [||] else bytesOf id)

            Ok(MergeTable(merges, ids.ToArray(), tokens))
