namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// An adjacent pair of tokens. Its count never rises once it is complete: later merges only take occurrences away.
[<Sealed; AllowNullLiteral>]
type internal Pair(left: TokenId, right: TokenId) =
    member _.Left = left
    member _.Right = right
    /// Occurrences in the corpus, overlapping ones included.
    member val Count = 0L with get, set
    /// Ascending positions of `left` in the words; some may no longer hold the pair.
    member val Positions = ResizeArray<int>()

/// The distinct pre-tokens, one after another, as linked tokens that merge in place. A position that was merged into its left
/// neighbour holds -1; `Next` and `Previous` are -1 at the ends of a pre-token.
type internal Words = {
    Tokens: TokenId[]
    Next: int[]
    Previous: int[]
    /// How often the pre-token at this position occurs in the corpus.
    Weights: int64[]
}

/// Pairs by their two tokens.
type internal PairCounts = Dictionary<struct (TokenId * TokenId), Pair>

module internal PairCounts =

    /// One pre-token after another, `size` bytes in all.
    let private link (entries: CountedPreToken[]) (size: int) : Words =
        let words = {
            Tokens = Array.zeroCreate size
            Next = Array.init size (fun position -> position + 1)
            Previous = Array.init size (fun position -> position - 1)
            Weights = Array.zeroCreate size
        }

        let mutable position = 0

        for entry in entries do
            words.Previous[position] <- -1

            for value in entry.Bytes do
                words.Tokens[position] <- int value
                words.Weights[position] <- entry.Count
                position <- position + 1

            words.Next[position - 1] <- -1

        words

    /// The words of the counted pre-tokens, in bytes; a pre-token of one byte holds no pair and is left out.
    let words (counts: PreTokenCounts) : Result<Words, Fault> =
        let entries = counts.Entries |> Array.filter (fun entry -> entry.Bytes.Length > 1)
        let size = entries |> Array.sumBy (fun entry -> int64 entry.Bytes.Length)

        if size <= int64 Array.MaxLength then
            Ok(link entries (int size))
        else
            Fault.data $"The corpus is too varied: expected at most {Array.MaxLength} bytes of distinct pre-tokens, found {size}."

    /// Adds one more position of a pair.
    let add (pairs: PairCounts) (left: TokenId) (right: TokenId) (position: int) (weight: int64) : unit =
        let key = struct (left, right)

        let pair =
            match pairs.TryGetValue key with
            | true, pair -> pair
            | false, _ ->
                let pair = Pair(left, right)
                pairs.Add(key, pair)
                pair

        pair.Count <- pair.Count + weight
        pair.Positions.Add position

    /// Every adjacent pair of the words.
    let ofWords (words: Words) : PairCounts =
        let pairs = PairCounts()

        for position in 0 .. words.Tokens.Length - 1 do
            if words.Next[position] >= 0 then
                add pairs words.Tokens[position] words.Tokens[position + 1] position words.Weights[position]

        pairs
