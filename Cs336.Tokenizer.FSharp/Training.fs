namespace Cs336.Tokenizer

#nowarn "9" // Words and pairs are reached through pointers.
#nowarn "3535" // The width of tokens is an interface with static members.

open System
open System.Threading
open FSharp.NativeInterop

/// What training learns: the merges in order, and the bytes of the training's own ids (0–255 the bytes, then the merged tokens).
type internal Learned = {
    Merges: struct (TokenId * TokenId)[]
    Tokens: byte[][]
}

/// Counts → merges. The highest count wins, ties go to the greatest pair of byte strings; each merge touches the words that hold it.
///
/// Most pairs are rare, and most rare pairs are never merged. A pair's count never rises after the merge that brought it forth, so that
/// pairs born with fewer than `Least` occurrences may be forgotten until nothing more frequent is left; then `Least` falls and
/// the words are indexed anew. The result does not depend on where it starts.
module internal Training =

    /// How much `Least` falls when the index runs dry.
    let private step = 8L

    /// A pair in at least so many words is merged by several threads.
    let private shareFrom = 256

    [<CompiledForSpeed>]
    let private lower (index: PairIndex) (left: TokenId) (right: TokenId) (count: int64) : unit =
        match index.Pairs.Find(left, right) with
        | -1 -> ()
        | found ->
            let pair = NativePtr.toByRef (index.Pairs.At found)
            pair.Count <- pair.Count - count

    /// Keeps the pair that a neighbour and the merged token make, if it is frequent enough.
    [<CompiledForSpeed>]
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

    /// Writes the words in which `met` met its neighbours into the lists of the new pairs, whose places are in the tallies of `all`.
    [<CompiledForSpeed>]
    let private list (index: PairIndex) (all: Neighbours) (met: Neighbours) : unit =
        for position in 0 .. met.WordCount - 1 do
            let struct (token, word) = met.WordAt position
            let tally = all.Tally token
            let tally = NativePtr.toByRef tally

            if tally.Next >= 0L then
                NativePtr.write (index.ListAt tally.Next) word
                tally.Next <- tally.Next + 1L

    /// Merges the pair in all words that may hold it; many of them are divided among the threads. All that was met is in the first of
    /// `met` afterwards, except for which words it was in.
    let private rewriteEverywhere
        (crew: Crew)
        (words: Words<'Width>)
        (index: PairIndex)
        (pair: Pair)
        (merged: TokenId)
        (met: Met[])
        : unit =
        let holders = index.ListAt pair.First

        if pair.Listed < shareFrom || crew.Size = 1 then
            for other in Seq.skip 1 met do
                other.Clear()

            Rewriting.rewriteAll words holders pair.Listed pair.Left pair.Right merged met[0]
        else
            let share = (pair.Listed + crew.Size - 1) / crew.Size

            crew.Run(fun part ->
                let start = min pair.Listed (part * share)

                Rewriting.rewriteAll
                    words
                    (NativePtr.add holders start)
                    (min share (pair.Listed - start))
                    pair.Left
                    pair.Right
                    merged
                    met[part])

            for other in Seq.skip 1 met do
                met[0].Before.AddCounts(merged, other.Before)
                met[0].After.AddCounts(merged, other.After)
                met[0].Adjacent <- met[0].Adjacent + other.Adjacent

    /// Merges every occurrence of a pair in the words into `merged`. Counts of the pairs that vanish fall; those that appear are kept.
    let private apply (crew: Crew) (words: Words<'Width>) (index: PairIndex) (found: int) (merged: TokenId) (met: Met[]) : unit =
        let pair = NativePtr.read (index.Pairs.At found)
        rewriteEverywhere crew words index pair merged met
        let before, after = met[0].Before, met[0].After
        // Its own list is not needed any more.
        let gone = NativePtr.toByRef (index.Pairs.At found)
        gone.Count <- 0L

        index.Reserve(
            met
            |> Array.sumBy (fun part -> int64 part.Before.WordCount + int64 part.After.WordCount)
        )

        for position in 0 .. before.Count - 1 do
            let token = before[position]
            let tally = before.Tally token
            let tally = NativePtr.toByRef tally

            if token <> merged then
                lower index token pair.Left tally.Count

            keepNew index token merged tally.Count &tally

        for position in 0 .. after.Count - 1 do
            let token = after[position]
            let tally = after.Tally token
            let tally = NativePtr.toByRef tally
            lower index pair.Right token tally.Count

            // Where a merged token follows, its left part was counted as a neighbour before it was merged away.
            let count =
                if token = pair.Left then
                    tally.Count - met[0].Adjacent
                else
                    tally.Count

            keepNew index merged token count &tally

        for part in met do
            list index before part.Before
            list index after part.After

    /// Where `Least` starts: about the count that the last of `limit` merges has in natural text, or a little less.
    let private firstLeast (limit: int) (corpusSize: int64) : int64 =
        max 1L (corpusSize / (48L * int64 (max 1 limit)))

    /// Learns from words that it may merge.
    let private learnFrom
        (least: int64 voption)
        (crew: Crew)
        (limit: int)
        (report: unit -> unit)
        (cancellation: CancellationToken)
        (words: Words<'Width>)
        =
        let tokens = TokenBytes()
        let merges = ResizeArray<struct (TokenId * TokenId)>()
        // No corpus gives more merges than it has bytes.
        let mostTokens = 256 + int (min (int64 limit) (16L * int64 words.Units))
        let met = Array.init crew.Size (fun _ -> new Met(mostTokens))

        let mutable index =
            PairIndex.ofWords crew tokens (ValueOption.defaultValue (firstLeast limit words.CorpusSize) least) words

        try
            let mutable isOpen = true

            while isOpen do
                cancellation.ThrowIfCancellationRequested()

                match index.Queue.Pop index.Least with
                | -1 when index.Least = 1L -> isOpen <- false
                | -1 ->
                    (index :> IDisposable).Dispose()
                    index <- PairIndex.ofWords crew tokens (max 1L (index.Least / step)) words
                | found ->
                    let pair = NativePtr.read (index.Pairs.At found)
                    let merged = tokens.AddJoined(pair.Left, pair.Right)
                    merges.Add(struct (pair.Left, pair.Right))
                    apply crew words index found merged met
                    report ()
                    isOpen <- merges.Count < limit
        finally
            (index :> IDisposable).Dispose()

            for part in met do
                (part :> IDisposable).Dispose()

        {
            Merges = merges.ToArray()
            Tokens = tokens.ToArray()
        }

    let private learnWith<'Width when 'Width: struct and 'Width :> ITokenWidth>
        least
        threads
        limit
        report
        cancellation
        (counts: SharedCounts)
        =
        use crew = new Crew(threads)

        Words<'Width>.Create(crew, counts)
        |> Result.map (fun words ->
            use words = words
            learnFrom least crew limit report cancellation words)

    /// Learns up to `limit` merges, fewer when no pair is left, and frees the counts. `report` hears of each merge. `least`, where it is
    /// given, is what `Least` starts with.
    let learnStarting
        (least: int64 voption)
        (threads: int)
        (limit: int)
        (report: unit -> unit)
        (cancellation: CancellationToken)
        (counts: SharedCounts)
        : Result<Learned, Fault> =
        if limit <= 0 then
            (counts :> IDisposable).Dispose()

            Ok {
                Merges = [||]
                Tokens = TokenBytes().ToArray()
            }
        elif limit <= 65536 - 256 then
            learnWith<NarrowTokens> least threads limit report cancellation counts
        else
            learnWith<WideTokens> least threads limit report cancellation counts

    /// Learns up to `limit` merges, fewer when no pair is left, and frees the counts. `report` hears of each merge.
    let learn threads limit report cancellation counts : Result<Learned, Fault> =
        learnStarting ValueNone threads limit report cancellation counts
