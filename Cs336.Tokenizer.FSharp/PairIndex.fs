namespace Cs336.Tokenizer

#nowarn "9" // Lists are read and written through pointers.
#nowarn "3535" // The width of tokens is an interface with static members.

open System
open System.Runtime.CompilerServices
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

/// What one thread met while it merged a pair.
[<Sealed>]
type internal Met(tokens: int) =
    member val Before = new Neighbours(tokens)
    member val After = new Neighbours(tokens)

    /// How often a merged token follows another one: there the right neighbour of the first was merged itself.
    member val Adjacent = 0L with get, set

    member this.Clear() =
        this.Before.Clear()
        this.After.Clear()
        this.Adjacent <- 0L

    interface IDisposable with
        member this.Dispose() =
            (this.Before :> IDisposable).Dispose()
            (this.After :> IDisposable).Dispose()

/// Words → pairs.
module internal PairIndex =

    /// Calls `visit` with each word and the index of each adjacent pair in `pairs`, which `find` finds.
    let inline private forEachPair (words: Words<'Width>) ([<InlineIfLambda>] visit: int -> int64 -> TokenId -> TokenId -> unit) : unit =
        let mutable word = 0

        while word < words.Units do
            let header = NativePtr.read (words.Header word)
            let tokens = words.Tokens word
            let mutable left = 'Width.Get(tokens, 0)

            for position in 1 .. header.Length - 1 do
                let right = 'Width.Get(tokens, position)
                visit word header.Weight left right
                left <- right

            word <- word + header.Units

    /// Every adjacent pair of the words with its count and the number of words that hold it.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private countPairs (words: Words<'Width>) : PairTable =
        let pairs = new PairTable()

        forEachPair words (fun word weight left right ->
            let pair = NativePtr.toByRef (pairs.At(pairs.FindOrAdd(left, right)))
            pair.Count <- pair.Count + weight

            if pair.LastWord <> word then
                pair.LastWord <- word
                pair.Listed <- pair.Listed + 1)

        pairs

    /// The pairs with at least `least` occurrences, queued, with room for their words one list after the other; the room in all.
    let private keepFrequent (least: int64) (words: Words<'Width>) (pairs: PairTable) (queue: PairQueue) : int64 =
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
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let ofWords (tokens: TokenBytes) (least: int64) (words: Words<'Width>) : PairIndex =
        let pairs = new PairTable()
        let queue = PairQueue(pairs, tokens)
        let listed = keepFrequent least words pairs queue

        let index = {
            Least = least
            Pairs = pairs
            Queue = queue
            // Room costs nothing before it is used, copying does.
            Lists = new NativeBuffer<int>(2L * listed + 65536L)
            ListsEnd = listed
            CompactAt = listed * 5L / 4L
        }

        forEachPair words (fun word _ left right ->
            match pairs.Find(left, right) with
            | -1 -> ()
            | found ->
                let pair = NativePtr.toByRef (pairs.At found)

                if pair.LastWord <> word then
                    pair.LastWord <- word
                    NativePtr.write (index.ListAt(pair.First + int64 pair.Listed)) word
                    pair.Listed <- pair.Listed + 1)

        index
