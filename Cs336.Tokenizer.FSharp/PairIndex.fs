namespace Cs336.Tokenizer

#nowarn "9" // Lists are read and written through pointers.
#nowarn "3535" // The width of tokens is an interface with static members.

open System
open FSharp.NativeInterop

/// The pairs of the words that occur at least `Least` times, and for each the words that hold it.
type internal PairIndex = {
    Least: int64
    Pairs: PairTable
    Queue: PairQueue
    /// The words of all pairs, list after list; a list never grows once it is complete.
    mutable Lists: NativeBuffer<int>
    mutable ListsEnd: int64
    /// The end at which it is worth while to look for lists that nobody needs any more.
    mutable CompactAt: int64
} with

    member this.ListAt(position: int64) : nativeptr<int> =
        NativePtr.ofNativeInt (NativePtr.toNativeInt this.Lists.Start + nativeint position * 4n)

    /// Moves the lists of the pairs that may still be merged together: most of what lies before the end belongs to pairs that were.
    member private this.Compact() =
        let mutable finish = 0L

        // Pairs are numbered in the order of their lists, so that each moves towards the beginning, over what is not needed any more.
        for index in 0 .. this.Pairs.Count - 1 do
            let pair = NativePtr.toByRef (this.Pairs.At index)

            if pair.Count >= this.Least then
                let size = 4L * int64 pair.Listed
                Buffer.MemoryCopy(NativePtr.toVoidPtr (this.ListAt pair.First), NativePtr.toVoidPtr (this.ListAt finish), size, size)
                pair.First <- finish
                finish <- finish + int64 pair.Listed
            else
                pair.Listed <- 0

        this.ListsEnd <- finish

    /// Makes room for `count` more words at the end of the lists.
    member this.Reserve(count: int64) =
        if this.ListsEnd + count > this.CompactAt then
            this.Compact()
            this.CompactAt <- (this.ListsEnd + count) * 5L / 4L

        if this.ListsEnd + count > this.Lists.Length then
            this.Lists <- this.Lists.Grown(2L * (this.ListsEnd + count))

    interface IDisposable with
        member this.Dispose() =
            (this.Pairs :> IDisposable).Dispose()
            (this.Lists :> IDisposable).Dispose()

/// Words → pairs.
module internal PairIndex =

    /// Calls `visit` with each of a thread's words, how often it occurs, and each of its adjacent pairs.
    let inline private forEachPair
        (words: Words<'Width>)
        (struct (first: int, last: int))
        ([<InlineIfLambda>] visit: int -> int64 -> TokenId -> TokenId -> unit)
        : unit =
        let mutable word = first

        while word < last do
            let header = NativePtr.read (words.Header word)
            let tokens = words.Tokens word
            let mutable left = 'Width.Get(tokens, 0)

            for position in 1 .. header.Length - 1 do
                let right = 'Width.Get(tokens, position)
                visit word header.Weight left right
                left <- right

            word <- word + header.Units

    /// Every adjacent pair of a thread's words with its count and the number of words that hold it.
    [<CompiledForSpeed>]
    let private count (words: Words<'Width>) (share: struct (int * int)) : PairTable =
        let pairs = new PairTable()

        forEachPair words share (fun word weight left right ->
            let pair = NativePtr.toByRef (pairs.At(pairs.FindOrAdd(left, right)))
            pair.Count <- pair.Count + weight

            if pair.LastWord <> word then
                pair.LastWord <- word
                pair.Listed <- pair.Listed + 1)

        pairs

    /// The sum of what the threads counted.
    let private sum (counted: PairTable[]) : PairTable =
        let sums = new PairTable()

        for table in counted do
            for index in 0 .. table.Count - 1 do
                let theirs = NativePtr.read (table.At index)
                let pair = NativePtr.toByRef (sums.At(sums.FindOrAdd(theirs.Left, theirs.Right)))
                pair.Count <- pair.Count + theirs.Count
                pair.Listed <- pair.Listed + theirs.Listed

        sums

    /// The pairs with at least `least` occurrences, queued, with room for their words one list after the other; the room in all.
    let private keepFrequent (least: int64) (counted: PairTable[]) (pairs: PairTable) (queue: PairQueue) : int64 =
        use sums = sum counted
        let mutable listed = 0L

        for index in 0 .. sums.Count - 1 do
            let found = NativePtr.read (sums.At index)

            if found.Count >= least then
                let kept = pairs.FindOrAdd(found.Left, found.Right)
                let pair = NativePtr.toByRef (pairs.At kept)
                pair.Count <- found.Count
                pair.First <- listed
                listed <- listed + int64 found.Listed
                queue.Push kept

        listed

    /// Divides the list of each pair among the threads, one after the other: `First` of a pair that a thread counted becomes where it lists
    /// its words, or -1 where the pair is not kept.
    let private divide (counted: PairTable[]) (pairs: PairTable) : unit =
        for table in counted do
            for index in 0 .. table.Count - 1 do
                let theirs = NativePtr.toByRef (table.At index)
                theirs.LastWord <- -1

                match pairs.Find(theirs.Left, theirs.Right) with
                | -1 -> theirs.First <- -1L
                | kept ->
                    let pair = NativePtr.toByRef (pairs.At kept)
                    theirs.First <- pair.First + int64 pair.Listed
                    pair.Listed <- pair.Listed + theirs.Listed

    /// Lists a thread's words where `divide` said.
    [<CompiledForSpeed>]
    let private list (words: Words<'Width>) (share: struct (int * int)) (counted: PairTable) (index: PairIndex) : unit =
        forEachPair words share (fun word _ left right ->
            let pair = NativePtr.toByRef (counted.At(counted.Find(left, right)))

            if pair.First >= 0L && pair.LastWord <> word then
                pair.LastWord <- word
                NativePtr.write (index.ListAt pair.First) word
                pair.First <- pair.First + 1L)

    /// The index of all pairs with at least `least` occurrences.
    let ofWords (crew: Crew) (tokens: TokenBytes) (least: int64) (words: Words<'Width>) : PairIndex =
        let shareOf index = words.Share(index, crew.Size)
        let counted = Array.zeroCreate<PairTable> crew.Size

        try
            crew.Run(fun index -> counted[index] <- count words (shareOf index))
            let pairs = new PairTable()
            let queue = PairQueue(pairs, tokens)
            let listed = keepFrequent least counted pairs queue
            divide counted pairs

            let index = {
                Least = least
                Pairs = pairs
                Queue = queue
                // Room costs nothing before it is used, copying does.
                Lists = new NativeBuffer<int>(2L * listed + 65536L)
                ListsEnd = listed
                CompactAt = listed * 5L / 4L
            }

            crew.Run(fun thread -> list words (shareOf thread) counted[thread] index)
            index
        finally
            for table in counted do
                (table :> IDisposable).Dispose()
