namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// Pre-token → ids: the pair of lowest rank merges first, the leftmost of equals, until none is left.
module internal Merging =

    /// Up to this many tokens, looking through all pairs for every merge beats keeping them in a queue.
    let private shortLength = 64

    let private never = { Rank = Int32.MaxValue; Merged = -1 }

    let private rankOf (merges: RankedMerges) (left: TokenId) (right: TokenId) : RankedMerge =
        match merges.TryGetValue(struct (left, right)) with
        | true, merge -> merge
        | false, _ -> never

    /// By looking for the lowest rank again after every merge: O(n²) time.
    let mergeByScan (merges: RankedMerges) (ids: TokenId[]) : TokenId[] =
        let tokens = Array.copy ids
        let mutable length = tokens.Length
        // pairs[i] is what joins tokens[i] and tokens[i + 1].
        let pairs =
            Array.init (max 0 (length - 1)) (fun i -> rankOf merges tokens[i] tokens[i + 1])

        let mutable merging = length > 1

        while merging do
            let mutable lowest = 0

            for i in 1 .. length - 2 do
                if pairs[i].Rank < pairs[lowest].Rank then
                    lowest <- i

            if pairs[lowest].Rank = never.Rank then
                merging <- false
            else
                tokens[lowest] <- pairs[lowest].Merged
                length <- length - 1
                Array.Copy(tokens, lowest + 2, tokens, lowest + 1, length - lowest - 1)

                if lowest < length - 1 then
                    Array.Copy(pairs, lowest + 1, pairs, lowest, length - lowest - 1)
                    pairs[lowest] <- rankOf merges tokens[lowest] tokens[lowest + 1]

                if lowest > 0 then
                    pairs[lowest - 1] <- rankOf merges tokens[lowest - 1] tokens[lowest]

                merging <- length > 1

        Array.truncate length tokens

    /// By a queue of pairs over linked tokens: O(n log n) time.
    let mergeByQueue (merges: RankedMerges) (ids: TokenId[]) : TokenId[] =
        let tokens = Array.copy ids

        let next =
            Array.init tokens.Length (fun i -> if i + 1 < tokens.Length then i + 1 else -1)

        let previous = Array.init tokens.Length (fun i -> i - 1)
        // The left position of a pair, ordered by rank, then by position.
        let queue = PriorityQueue<int, int64>()

        let enqueue left =
            if left >= 0 && next[left] >= 0 then
                let merge = rankOf merges tokens[left] tokens[next[left]]

                if merge.Rank <> never.Rank then
                    queue.Enqueue(left, (int64 merge.Rank <<< 32) ||| int64 left)

        for left in 0 .. tokens.Length - 2 do
            enqueue left

        let mutable left = 0
        let mutable priority = 0L

        while queue.TryDequeue(&left, &priority) do
            let right = next[left]

            if right >= 0 then
                let merge = rankOf merges tokens[left] tokens[right]

                // The pair may have changed since it was queued. A token that was merged away is -1 and has no rank.
                if int64 merge.Rank = (priority >>> 32) then
                    tokens[left] <- merge.Merged
                    tokens[right] <- -1
                    next[left] <- next[right]

                    if next[left] >= 0 then
                        previous[next[left]] <- left

                    enqueue previous[left]
                    enqueue left

        tokens |> Array.filter (fun token -> token >= 0)

    /// The ids that stand for `ids`, the bytes of a pre-token, after all merges.
    let merge (merges: RankedMerges) (ids: TokenId[]) : TokenId[] =
        if ids.Length <= shortLength then
            mergeByScan merges ids
        else
            mergeByQueue merges ids
