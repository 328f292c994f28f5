namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// What joining two adjacent tokens gives, and how early it happens: the lowest rank first.
[<Struct>]
type internal RankedMerge = { Rank: int; Merged: TokenId }

/// A special token and the id it must have; without one it takes the id of the token of its bytes, or else the next free one.
[<Struct>]
type internal SpecialToken = { Text: string; Id: TokenId voption }

/// Merges by the two tokens that they join.
type internal RankedMerges = Dictionary<struct (TokenId * TokenId), RankedMerge>

/// A consistent set of tokens, merges and special tokens: everything that encoding and decoding know.
type internal Vocabulary = {
    Tokens: IReadOnlyDictionary<TokenId, ReadOnlyMemory<byte>>
    Merges: Merge[]
    /// What merging is defined by …
    Ranks: RankedMerges
    /// … and what it works with.
    MergeTable: MergeTable
    TokenTable: TokenTable
    /// The id of each byte as a token, or -1.
    ByteIds: TokenId[]
    Specials: SpecialTokens
    /// The ids of the special tokens, in their order.
    SpecialIds: TokenId[]
    /// The greatest id plus 1.
    Size: int
}

module internal Vocabulary =

    /// The greatest id that a token may be given; it leaves room for special tokens after it.
    let greatestId = 0x3FFFFFFF

    /// The greatest id plus 1.
    let private sizeOf (tokens: SortedDictionary<TokenId, byte[]>) : int =
        tokens.Keys |> Seq.fold (fun _ last -> last + 1) 0

    let private tokens (entries: seq<KeyValuePair<TokenId, ReadOnlyMemory<byte>>>) : Result<SortedDictionary<TokenId, byte[]>, Fault> =
        let tokens = SortedDictionary<TokenId, byte[]>()

        entries
        |> Results.collect (fun entry ->
            if entry.Key < 0 || entry.Key > greatestId then
                Fault.data $"The vocabulary holds the id {entry.Key}: expected ids from 0 to {greatestId}."
            elif not (tokens.TryAdd(entry.Key, entry.Value.ToArray())) then
                Fault.data $"The vocabulary holds the id {entry.Key} twice: expected each id once."
            else
                Ok())
        |> Result.map (fun _ -> tokens)

    /// The tokens lie one after the other in memory, at places that are 32-bit numbers.
    let private checkSize (tokens: SortedDictionary<TokenId, byte[]>) : Result<unit, Fault> =
        match tokens.Values |> Seq.sumBy (fun token -> int64 token.Length) with
        | size when size <= int64 Int32.MaxValue -> Ok()
        | size -> Fault.data $"The tokens are too long together: expected at most {Int32.MaxValue} bytes, found {size}."

    /// The lowest id of each byte string among `ids`.
    let private idsByBytes (tokens: IReadOnlyDictionary<TokenId, byte[]>) (ids: seq<TokenId>) : Dictionary<byte[], TokenId> =
        let byBytes = Dictionary<byte[], TokenId>(Bytes.comparer)

        for id in ids do
            byBytes.TryAdd(tokens[id], id) |> ignore

        byBytes

    /// The ids of the special tokens. One that has none and is missing from `tokens` is added there with the next free id.
    let private placeSpecials
        (tokens: SortedDictionary<TokenId, byte[]>)
        (specials: SpecialTokens)
        (wanted: TokenId voption[])
        : Result<TokenId[], Fault> =
        let known = idsByBytes tokens tokens.Keys
        let mutable size = sizeOf tokens

        let add id bytes =
            tokens.Add(id, bytes)
            size <- max size (id + 1)
            Ok id

        let place (bytes: byte[]) (text: string) (wanted: TokenId voption) =
            match wanted with
            | ValueSome id when id < 0 || id > greatestId ->
                Fault.usage $"The special token \"{text}\" has the id {id}: expected an id from 0 to {greatestId}."
            | ValueSome id ->
                match tokens.TryGetValue id with
                | true, other when Bytes.compare other bytes <> 0 ->
                    Fault.usage
                        $"The special token \"{text}\" has the id {id}: \
                        expected one of its own, found that of the token \"{Bytes.spell other}\"."
                | true, _ -> Ok id
                | false, _ -> add id bytes
            | ValueNone ->
                match known.TryGetValue bytes with
                | true, id -> Ok id
                | false, _ -> add size bytes

        Array.zip3 specials.Bytes specials.Texts wanted
        |> Results.collect (fun (bytes, text, wanted) -> place bytes text wanted)

    /// A merge that is given twice keeps its lower rank.
    let private rankMerges (ids: Dictionary<byte[], TokenId>) (merges: Merge[]) =
        let ranks = RankedMerges()

        let idOf rank (part: string) (bytes: byte[]) =
            match ids.TryGetValue bytes with
            | true, id -> Ok id
            | false, _ -> Fault.data $"Merge {rank + 1} needs the {part} \"{Bytes.spell bytes}\", which is not in the vocabulary."

        merges
        |> Array.indexed
        |> Results.collect (fun (rank, merge) ->
            result {
                let left, right = merge.Left.ToArray(), merge.Right.ToArray()
                let! leftId = idOf rank "left token" left
                let! rightId = idOf rank "right token" right
                let! merged = idOf rank "joined token" (Array.append left right)
                return ranks.TryAdd(struct (leftId, rightId), { Rank = rank; Merged = merged })
            })
        |> Result.map (fun _ -> ranks)

    /// The merges in the form that encoding works with; one that is given twice is there once, so that the ranks leave no gap.
    let private mergeTable (tokens: SortedDictionary<TokenId, byte[]>) (byteIds: TokenId[]) (ranks: RankedMerges) =
        let merges =
            ranks
            |> Seq.sortBy _.Value.Rank
            |> Seq.map (fun entry ->
                let struct (left, right) = entry.Key
                struct (left, right, entry.Value.Merged))

        MergeTable.Create(byteIds, merges, (fun id -> tokens[id]))

    /// Checks and indexes the parts. Where two ids have the same bytes, ordinary text takes one that is not a special token's, the lowest.
    let createWith
        (entries: seq<KeyValuePair<TokenId, ReadOnlyMemory<byte>>>)
        (merges: seq<Merge>)
        (specialTokens: SpecialToken[])
        : Result<Vocabulary, Fault> =
        result {
            let! specials = SpecialTokens.create (specialTokens |> Seq.map _.Text)
            let! tokens = tokens entries
            let! specialIds = placeSpecials tokens specials (specialTokens |> Array.map _.Id)
            do! checkSize tokens
            let isSpecial = HashSet specialIds
            let ordinaryFirst = tokens.Keys |> Seq.sortBy isSpecial.Contains
            let ids = idsByBytes tokens ordinaryFirst

            let merges =
                merges
                |> Seq.map (fun merge -> Merge(ReadOnlyMemory(merge.Left.ToArray()), ReadOnlyMemory(merge.Right.ToArray())))
                |> Array.ofSeq

            let! ranks = rankMerges ids merges

            let byteIds =
                Array.init 256 (fun value -> ids.GetValueOrDefault([| byte value |], -1))

            let! mergeTable = mergeTable tokens byteIds ranks

            return {
                Tokens =
                    Dictionary(
                        tokens
                        |> Seq.map (fun entry -> KeyValuePair(entry.Key, ReadOnlyMemory entry.Value))
                    )
                Merges = merges
                Ranks = ranks
                MergeTable = mergeTable
                TokenTable = TokenTable.Create tokens
                ByteIds = byteIds
                Specials = specials
                SpecialIds = specialIds
                Size = sizeOf tokens
            }
        }

    /// The same with special tokens of any ids.
    let create entries merges (specialTokens: seq<string>) : Result<Vocabulary, Fault> =
        specialTokens
        |> Seq.map (fun text -> { Text = text; Id = ValueNone })
        |> Array.ofSeq
        |> createWith entries merges
