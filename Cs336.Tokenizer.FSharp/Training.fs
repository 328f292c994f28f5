namespace Cs336.Tokenizer

#nowarn "9" // Words and pairs are reached through pointers.

open System
open System.Numerics
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open System.Threading
open FSharp.NativeInterop

/// What training learns: the merges in order, and the bytes of the training's own ids (0–255 the bytes, then the merged tokens).
type internal Learned = {
    Merges: struct (TokenId * TokenId)[]
    Tokens: byte[][]
}

/// The pairs of the words that occur at least `Least` times, and for each the words that hold it.
type private PairIndex = {
    Least: int64
    Pairs: PairTable
    Queue: PairQueue
    /// The words of all pairs, list after list; a list never grows once it is complete.
    mutable Lists: NativeBuffer<int>
    mutable ListsEnd: int64
} with

    /// Makes room for `count` more words at the end of the lists.
    member this.Reserve(count: int64) =
        if this.ListsEnd + count > this.Lists.Length then
            this.Lists <- this.Lists.Grown(max (this.ListsEnd + count) (this.Lists.Length * 3L / 2L))

    interface IDisposable with
        member this.Dispose() =
            (this.Pairs :> IDisposable).Dispose()
            (this.Lists :> IDisposable).Dispose()

/// Counts → merges. The highest count wins, ties go to the greatest pair of byte strings; each merge touches the words that hold it.
///
/// Most pairs are rare, and most rare pairs are never merged. A pair's count never rises after the merge that brought it forth, so that
/// pairs born with fewer than `Least` occurrences may be forgotten until nothing more frequent is left; then `Least` falls and
/// the words are indexed anew. The result does not depend on where it starts.
module internal Training =

    /// How much `Least` falls when the index runs dry.
    let private step = 8L

    /// Words that are asked for before they are needed: they lie anywhere in memory.
    let private ahead = 12

    let private listAt (index: PairIndex) (position: int64) : nativeptr<int> =
        NativePtr.ofNativeInt (NativePtr.toNativeInt index.Lists.Start + nativeint position * 4n)

    /// Calls `visit` with each word and the index of each adjacent pair in `pairs`, which `find` finds.
    let inline private forEachPair (words: Words) ([<InlineIfLambda>] visit: int -> int64 -> TokenId -> TokenId -> unit) : unit =
        let mutable word = 0

        while word < words.Units do
            let header = NativePtr.read (words.Header word)
            let tokens = words.Tokens word

            for position in 0 .. header.Length - 2 do
                visit word header.Weight (NativePtr.get tokens position) (NativePtr.get tokens (position + 1))

            word <- word + header.Units

    /// Every adjacent pair of the words with its count and the number of words that hold it.
    let private countPairs (words: Words) : PairTable =
        let pairs = new PairTable()

        forEachPair words (fun word weight left right ->
            let pair = NativePtr.toByRef (pairs.At(pairs.FindOrAdd(left, right)))
            pair.Count <- pair.Count + weight

            if pair.LastWord <> word then
                pair.LastWord <- word
                pair.Listed <- pair.Listed + 1)

        pairs

    /// The pairs with at least `least` occurrences, queued, with room for their words one list after the other; the room in all.
    let private keepFrequent (least: int64) (words: Words) (pairs: PairTable) (queue: PairQueue) : int64 =
        use all = countPairs words
        let mutable listed = 0L

        for index in 0 .. all.Count - 1 do
            let found = NativePtr.read (all.At index)

            if found.Count >= least then
                let kept = pairs.FindOrAdd(found.Left, found.Right)
                let pair = NativePtr.toByRef (pairs.At kept)
                pair.Count <- found.Count
                pair.First <- listed
                listed <- listed + int64 found.Listed
                queue.Push kept

        listed

    /// The index of all pairs with at least `least` occurrences.
    let private indexWords (tokens: TokenBytes) (least: int64) (words: Words) : PairIndex =
        let pairs = new PairTable()
        let queue = PairQueue(pairs, tokens)
        let listed = keepFrequent least words pairs queue

        let index = {
            Least = least
            Pairs = pairs
            Queue = queue
            Lists = new NativeBuffer<int>(listed + listed / 2L + 1024L)
            ListsEnd = listed
        }

        forEachPair words (fun word _ left right ->
            match pairs.Find(left, right) with
            | -1 -> ()
            | found ->
                let pair = NativePtr.toByRef (pairs.At found)

                if pair.LastWord <> word then
                    pair.LastWord <- word
                    NativePtr.write (listAt index (pair.First + int64 pair.Listed)) word
                    pair.Listed <- pair.Listed + 1)

        index

    /// The first position of `left, right` in a word, or its length.
    let private positionOf (tokens: nativeptr<int>) (length: int) (left: TokenId) (right: TokenId) : int =
        let mutable position = 0
        let mutable isOpen = true

        if Vector256.IsHardwareAccelerated then
            let lefts, rights = Vector256.Create left, Vector256.Create right

            // What lies beyond the word may look like the pair, but only after all of the word has been looked at.
            while isOpen && position + 1 < length do
                let found =
                    (Vector256.Equals(Vector256.Load(NativePtr.add tokens position), lefts)
                     &&& Vector256.Equals(Vector256.Load(NativePtr.add tokens (position + 1)), rights))
                        .ExtractMostSignificantBits()

                if found <> 0u then
                    position <- position + BitOperations.TrailingZeroCount found
                    isOpen <- false
                else
                    position <- position + 8
        else
            while isOpen && position + 1 < length do
                if
                    NativePtr.get tokens position = left
                    && NativePtr.get tokens (position + 1) = right
                then
                    isOpen <- false
                else
                    position <- position + 1

        if position + 1 < length then position else length

    /// Merges the pair in one word from `first`, its first occurrence, on, left to right, and tells the neighbours. Returned is how
    /// often a merged token follows another one: there the right neighbour of the first was merged itself.
    let private rewrite
        (words: Words)
        (word: int)
        (first: int)
        (pair: Pair)
        (merged: TokenId)
        (before: Neighbours)
        (after: Neighbours)
        : int64 =
        let header = NativePtr.toByRef (words.Header word)
        let tokens = words.Tokens word
        let length = header.Length
        let weight = header.Weight
        let mutable read = first
        let mutable written = first
        let mutable adjacent = 0L

        while read < length do
            if
                read + 1 < length
                && NativePtr.get tokens read = pair.Left
                && NativePtr.get tokens (read + 1) = pair.Right
            then
                if written > 0 then
                    let left = NativePtr.get tokens (written - 1)
                    before.Add(merged, word, left, weight)

                    if left = merged then
                        adjacent <- adjacent + weight

                if read + 2 < length then
                    after.Add(merged, word, NativePtr.get tokens (read + 2), weight)

                NativePtr.set tokens written merged
                read <- read + 2
            else
                NativePtr.set tokens written (NativePtr.get tokens read)
                read <- read + 1

            written <- written + 1

        header.Length <- written
        adjacent

    let private lower (index: PairIndex) (left: TokenId) (right: TokenId) (count: int64) : unit =
        match index.Pairs.Find(left, right) with
        | -1 -> ()
        | found ->
            let pair = NativePtr.toByRef (index.Pairs.At found)
            pair.Count <- pair.Count - count

    /// Keeps the pair that a neighbour and the merged token make, if it is frequent enough.
    let private keepNew (index: PairIndex) (left: TokenId) (right: TokenId) (count: int64) (tally: byref<Tally>) : unit =
        if count >= index.Least then
            let added = index.Pairs.FindOrAdd(left, right)
            let pair = NativePtr.toByRef (index.Pairs.At added)
            pair.Count <- count
            pair.First <- index.ListsEnd
            pair.Listed <- tally.Words
            tally.Next <- index.ListsEnd
            index.ListsEnd <- index.ListsEnd + int64 tally.Words
            index.Queue.Push added
        else
            tally.Next <- -1L

    /// Writes the words of the new pairs into the lists that were made for them.
    let private list (index: PairIndex) (neighbours: Neighbours) : unit =
        for position in 0 .. neighbours.WordCount - 1 do
            let struct (token, word) = neighbours.WordAt position
            let tally = NativePtr.toByRef (neighbours.Tally token)

            if tally.Next >= 0L then
                NativePtr.write (listAt index tally.Next) word
                tally.Next <- tally.Next + 1L

    /// Merges every occurrence of a pair in the words into `merged`. Counts of the pairs that vanish fall; those that appear are kept.
    let private apply (words: Words) (index: PairIndex) (found: int) (merged: TokenId) (before: Neighbours) (after: Neighbours) : unit =
        let pair = NativePtr.read (index.Pairs.At found)
        let list' = listAt index pair.First
        let mutable adjacent = 0L
        before.Clear()
        after.Clear()

        for position in 0 .. pair.Listed - 1 do
            if Sse.IsSupported && position + ahead < pair.Listed then
                Sse.Prefetch0(NativePtr.toVoidPtr (words.Header(NativePtr.get list' (position + ahead))))

            let word = NativePtr.get list' position
            let tokens = words.Tokens word
            let length = words.LengthOf word
            let first = positionOf tokens length pair.Left pair.Right

            if first < length then
                adjacent <- adjacent + rewrite words word first pair merged before after

        index.Reserve(int64 before.WordCount + int64 after.WordCount)

        for position in 0 .. before.Count - 1 do
            let token = before[position]
            let tally = NativePtr.toByRef (before.Tally token)

            if token <> merged then
                lower index token pair.Left tally.Count

            keepNew index token merged tally.Count &tally

        for position in 0 .. after.Count - 1 do
            let token = after[position]
            let tally = NativePtr.toByRef (after.Tally token)
            lower index pair.Right token tally.Count
            // Where a merged token follows, its left part was counted as a neighbour before it was merged away.
            let count =
                if token = pair.Left then
                    tally.Count - adjacent
                else
                    tally.Count

            keepNew index merged token count &tally

        list index before
        list index after
        let gone = NativePtr.toByRef (index.Pairs.At found)
        gone.Count <- 0L

    /// Where `Least` starts: about the count that the last of `limit` merges has in natural text, or a little less.
    let private firstLeast (limit: int) (counts: PreTokenCounts) : int64 =
        let mutable size = 0L

        for index in 0 .. counts.Length - 1 do
            size <-
                size
                + counts.Counts[index] * int64 (counts.Starts[index + 1] - counts.Starts[index])

        max 1L (size / (64L * int64 (max 1 limit)))

    /// Learns up to `limit` merges, fewer when no pair is left. `report` hears of each. `least` only decides how fast.
    let learnFrom
        (least: int64)
        (limit: int)
        (report: unit -> unit)
        (cancellation: CancellationToken)
        (counts: PreTokenCounts)
        : Result<Learned, Fault> =
        Words.Create counts
        |> Result.map (fun words ->
            use words = words
            let tokens = TokenBytes()
            let merges = ResizeArray<struct (TokenId * TokenId)>()
            // No corpus gives more merges than it has bytes.
            let mostTokens = 256 + int (min (int64 (max 0 limit)) (4L * int64 words.Units))
            use before = new Neighbours(mostTokens)
            use after = new Neighbours(mostTokens)
            let mutable index = indexWords tokens least words

            try
                let mutable isOpen = limit > 0

                while isOpen do
                    cancellation.ThrowIfCancellationRequested()

                    match index.Queue.Pop index.Least with
                    | -1 when index.Least = 1L -> isOpen <- false
                    | -1 ->
                        (index :> IDisposable).Dispose()
                        index <- indexWords tokens (max 1L (index.Least / step)) words
                    | found ->
                        let pair = NativePtr.read (index.Pairs.At found)
                        let merged = tokens.AddJoined(pair.Left, pair.Right)
                        merges.Add(struct (pair.Left, pair.Right))
                        apply words index found merged before after
                        report ()
                        isOpen <- merges.Count < limit
            finally
                (index :> IDisposable).Dispose()

            {
                Merges = merges.ToArray()
                Tokens = tokens.ToArray()
            })

    /// Learns up to `limit` merges, fewer when no pair is left. `report` hears of each.
    let learn (limit: int) (report: unit -> unit) (cancellation: CancellationToken) (counts: PreTokenCounts) : Result<Learned, Fault> =
        learnFrom (firstLeast limit counts) limit report cancellation counts
