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

    let byteRanks = new NativeBuffer<int>(65536L)
    let idsOfSymbols = new NativeBuffer<int>(int64 ids.Length)
    let joined = merges |> Array.map _.Merged

    let isPlain =
        joined
        |> Array.indexed
        |> Array.forall (fun (rank, symbol) -> symbol = MergeTable.FirstJoined + rank)

    let inner = Array.zeroCreate<uint64> 1024

    do
        Span<int>(NativePtr.toVoidPtr byteRanks.Start, 65536).Fill Symbols.Never
        ReadOnlySpan(ids).CopyTo(Span<int>(NativePtr.toVoidPtr idsOfSymbols.Start, ids.Length))

        for rank in 0 .. merges.Length - 1 do
            let merge = merges[rank]

            if merge.Left < 256 && merge.Right < 256 then
                NativePtr.set byteRanks.Start (merge.Left * 256 + merge.Right) rank

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

    /// How many ranks there are.
    member _.Ranks = joined.Length

    /// Whether merging never brings forth a pair of lower rank than the one that was merged.
    member _.IsMonotone = isMonotone

    /// The ranks of all pairs, for as long as this table lives.
    member _.Pairs: PairLookUp = ranks.LookUp

    /// The rank of a pair of symbols, or `Never`.
    member _.RankOf(left: int, right: int) : int = ranks.Find(left, right)

    /// The ranks of pairs of bytes, at 256 times the left one plus the right one, for as long as this table lives.
    member _.PairsOfBytes: nativeptr<int> = byteRanks.Start

    /// The ids of symbols, for as long as this table lives; -1 for a byte that the vocabulary lacks.
    member _.IdsOfSymbols: nativeptr<int> = idsOfSymbols.Start

    /// The rank of two bytes.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.RankOfBytes(left: byte, right: byte) : int =
        NativePtr.get byteRanks.Start (int left * 256 + int right)

    /// Whether every merge gives a token of its own, so that its symbol is the rank after `FirstJoined`.
    member _.IsPlain = isPlain

    /// The symbol after those of the bytes.
    static member FirstJoined = 256

    /// The symbol that the merge of this rank gives.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Joined(rank: int) : int =
        if isPlain then
            MergeTable.FirstJoined + rank
        else
            joined[rank]

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
