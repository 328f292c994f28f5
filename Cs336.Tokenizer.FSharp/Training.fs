namespace Cs336.Tokenizer

open System.Collections.Generic
open System.Threading

/// What training learns: the merges in order, and the bytes of the training's own ids (0–255 the bytes, then the merged tokens).
type internal Learned = {
    Merges: struct (TokenId * TokenId)[]
    Tokens: byte[][]
}

/// Counts → merges. The highest count wins, ties go to the greatest pair of byte strings; each merge touches its occurrences only.
module internal Training =

    /// A pair and the count it had when it was queued.
    [<Struct>]
    type private Candidate = { Count: int64; Pair: Pair }

    /// The pair to merge next comes first.
    let private order (tokens: ResizeArray<byte[]>) : IComparer<Candidate> =
        Comparer.Create(fun first second ->
            if first.Count <> second.Count then
                compare second.Count first.Count
            else
                match Bytes.compare tokens[second.Pair.Left] tokens[first.Pair.Left] with
                | 0 -> Bytes.compare tokens[second.Pair.Right] tokens[first.Pair.Right]
                | difference -> difference)

    /// Merges every occurrence of `pair` in the words, left to right, into `merged`. Counts of the pairs that vanish fall;
    /// returned are the pairs that appear, all of which hold `merged`.
    let private apply (words: Words) (pairs: PairCounts) (pair: Pair) (merged: TokenId) : seq<Pair> =
        let appeared = PairCounts()

        let remove left right weight =
            let key = struct (left, right)
            let source = if left = merged || right = merged then appeared else pairs
            source[key].Count <- source[key].Count - weight

        for position in pair.Positions do
            let second = words.Next[position]

            if
                words.Tokens[position] = pair.Left
                && second >= 0
                && words.Tokens[second] = pair.Right
            then
                let weight = words.Weights[position]
                let previous = words.Previous[position]
                let following = words.Next[second]

                words.Tokens[position] <- merged
                words.Tokens[second] <- -1
                words.Next[position] <- following

                if previous >= 0 then
                    remove words.Tokens[previous] pair.Left weight
                    PairCounts.add appeared words.Tokens[previous] merged previous weight

                if following >= 0 then
                    words.Previous[following] <- position
                    remove pair.Right words.Tokens[following] weight
                    PairCounts.add appeared merged words.Tokens[following] position weight

        pairs.Remove(struct (pair.Left, pair.Right)) |> ignore

        for entry in appeared do
            if entry.Value.Count > 0L then
                pairs.Add(entry.Key, entry.Value)

        appeared.Values |> Seq.filter (fun pair -> pair.Count > 0L)

    /// Learns up to `limit` merges, fewer when no pair is left. `report` hears of each.
    let private learnFrom (limit: int) (report: unit -> unit) (cancellation: CancellationToken) (words: Words) : Learned =
        let pairs = PairCounts.ofWords words
        let tokens = ResizeArray<byte[]>(Array.init 256 (fun value -> [| byte value |]))
        let merges = ResizeArray<struct (TokenId * TokenId)>()
        let queue = PriorityQueue<Pair, Candidate>(order tokens)

        let enqueue (pair: Pair) =
            queue.Enqueue(pair, { Count = pair.Count; Pair = pair })

        Seq.iter enqueue pairs.Values

        let mutable pair = null
        let mutable queued = Unchecked.defaultof<Candidate>

        while merges.Count < limit && queue.TryDequeue(&pair, &queued) do
            cancellation.ThrowIfCancellationRequested()

            if pair.Count = queued.Count then
                let merged = tokens.Count
                tokens.Add(Array.append tokens[pair.Left] tokens[pair.Right])
                merges.Add(struct (pair.Left, pair.Right))
                apply words pairs pair merged |> Seq.iter enqueue
                report ()
            elif pair.Count > 0L then
                // Its count has fallen since it was queued; lower counts may come first now.
                enqueue pair
            else
                pairs.Remove(struct (pair.Left, pair.Right)) |> ignore

        {
            Merges = merges.ToArray()
            Tokens = tokens.ToArray()
        }

    /// Learns up to `limit` merges, fewer when no pair is left. `report` hears of each.
    let learn (limit: int) (report: unit -> unit) (cancellation: CancellationToken) (counts: PreTokenCounts) : Result<Learned, Fault> =
        PairCounts.words counts |> Result.map (learnFrom limit report cancellation)
