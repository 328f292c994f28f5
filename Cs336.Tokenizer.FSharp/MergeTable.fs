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

/// The merges in the form that encoding works with. Tokens that take part in merges are numbered densely: 0 to 255 are the bytes, whether
/// the vocabulary has them or not, then come the joined ones in the order of their merges, then the rest. These numbers are called symbols.
[<Sealed>]
type internal MergeTable private (merges: SymbolMerge[], ids: TokenId[], tokens: byte[][]) =
    let ranks =
        PairRanks(merges |> Array.map (fun merge -> struct (merge.Left, merge.Right)))

    let byteRanks = new NativeBuffer<int>(int64 BytePairs.Count)
    let idsOfSymbols = new NativeBuffer<int>(int64 ids.Length)
    let joined = merges |> Array.map _.Merged

    let symbolsFollowRanks =
        joined
        |> Array.indexed
        |> Array.forall (fun (rank, symbol) -> symbol = MergeTable.FirstJoined + rank)

    let adjacentInTokens =
        merges |> Seq.map (fun merge -> tokens[merge.Merged]) |> BytePairs.ofTokens

    do
        Span<int>(NativePtr.toVoidPtr byteRanks.Start, BytePairs.Count).Fill Symbols.Never
        ReadOnlySpan(ids).CopyTo(Span<int>(NativePtr.toVoidPtr idsOfSymbols.Start, ids.Length))

        for rank in 0 .. merges.Length - 1 do
            let merge = merges[rank]

            if merge.Left < 256 && merge.Right < 256 then
                NativePtr.set byteRanks.Start (BytePairs.index (byte merge.Left) (byte merge.Right)) rank

    let lacksBytes = ids |> Seq.take 256 |> Seq.exists (fun id -> id < 0)

    /// Whether every merge comes after all those that make its two tokens, as training leaves it.
    let isMonotone =
        let lastMade = Array.create ids.Length -1
        merges |> Array.iteri (fun rank merge -> lastMade[merge.Merged] <- rank)

        merges
        |> Array.indexed
        |> Array.forall (fun (rank, merge) -> lastMade[merge.Left] < rank && lastMade[merge.Right] < rank)

    member _.RankCount = joined.Length

    /// Whether merging never brings forth a pair of lower rank than the one that was merged.
    member _.IsMonotone = isMonotone

    /// The ranks of all pairs, for as long as this table lives.
    member _.Pairs: PairLookUp = ranks.LookUp

    /// The rank of a pair of symbols, or `Never`.
    member _.RankOf(left: int, right: int) : int = ranks.Find(left, right)

    /// The ranks of pairs of bytes by `BytePairs.index`, for as long as this table lives.
    member _.PairsOfBytes: nativeptr<int> = byteRanks.Start

    /// The ids of symbols, for as long as this table lives; -1 for a byte that the vocabulary lacks.
    member _.IdsOfSymbols: nativeptr<int> = idsOfSymbols.Start

    /// The rank of two bytes.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.RankOfBytes(left: byte, right: byte) : int =
        NativePtr.get byteRanks.Start (BytePairs.index left right)

    /// Whether every merge gives a token of its own, so that its symbol is its rank after `FirstJoined`.
    member _.SymbolsFollowRanks = symbolsFollowRanks

    /// The symbol after those of the bytes.
    static member FirstJoined = 256

    /// The symbol that the merge of this rank gives.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Joined(rank: int) : int =
        if symbolsFollowRanks then
            MergeTable.FirstJoined + rank
        else
            joined[rank]

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
        BytePairs.contains adjacentInTokens before after

    /// The merges, lowest rank first, as the ids of their two tokens and of the joined one. `byteIds` are the ids of the bytes, or -1.
    static member Create
        (byteIds: TokenId[], merges: seq<struct (TokenId * TokenId * TokenId)>, bytesOf: TokenId -> byte[])
        : Result<MergeTable, Fault> =
        let symbols = Dictionary<TokenId, int>()
        let ids = ResizeArray<TokenId>(byteIds)

        for value in 0..255 do
            if byteIds[value] >= 0 then
                symbols[byteIds[value]] <- value

        let symbolOf id =
            match symbols.TryGetValue id with
            | true, symbol -> symbol
            | false, _ ->
                symbols.Add(id, ids.Count)
                ids.Add id
                ids.Count - 1

        let merges = Array.ofSeq merges

        for struct (_, _, merged) in merges do
            symbolOf merged |> ignore

        let merges =
            merges
            |> Array.map (fun struct (left, right, merged) -> {
                Left = symbolOf left
                Right = symbolOf right
                Merged = symbolOf merged
            })

        if ids.Count >= Symbols.Outside || merges.Length >= Symbols.Never then
            Fault.data
                $"The vocabulary is too large: expected fewer than {Symbols.Outside} tokens in \
                fewer than {Symbols.Never} merges, found {ids.Count} in {merges.Length}."
        else
            let tokens =
                ids.ToArray() |> Array.map (fun id -> if id < 0 then [||] else bytesOf id)

            Ok(MergeTable(merges, ids.ToArray(), tokens))
