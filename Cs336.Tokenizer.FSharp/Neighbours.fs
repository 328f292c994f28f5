namespace Cs336.Tokenizer

#nowarn "9" // Tallies are reached through pointers.

open System
open System.Runtime.CompilerServices
open FSharp.NativeInterop

/// What one merge has to say about one neighbour of the merged pair.
[<Struct>]
type internal Tally = {
    /// Which merge this is about; anything older counts as nothing.
    mutable Merge: int
    /// The word in which it was met last.
    mutable Word: int
    mutable Count: int64
    /// Words in which it was met.
    mutable Words: int
    /// Where the next of these words is listed, or -1 where the new pair is too rare to be kept.
    mutable Next: int64
}

/// The tokens on one side of the occurrences of a pair that is being merged. A common pair has tens of thousands of occurrences but
/// few neighbours: they are added up here, in an array by token, and the table of pairs hears of each neighbour once.
[<Sealed>]
type internal Neighbours(tokens: int) =
    let tallies = new NativeBuffer<Tally>(int64 tokens)
    let met = Array.zeroCreate<TokenId> tokens
    let mutable metCount = 0

    let mutable words: NativeBuffer<struct (TokenId * int)> =
        new NativeBuffer<struct (TokenId * int)>(1L <<< 12)

    let mutable wordCount = 0

    /// Forgets the merge before.
    member _.Clear() =
        metCount <- 0
        wordCount <- 0

    /// Distinct neighbours.
    member _.Count = metCount

    member _.Item
        with get index = met[index]

    member _.Tally(token: TokenId) : nativeptr<Tally> = NativePtr.add tallies.Start token

    /// Pairs of a neighbour and a word in which it was met, each once.
    member _.WordCount = wordCount

    member _.WordAt(index: int) : struct (TokenId * int) = NativePtr.get words.Start index

    /// The tally of a neighbour, which is met now if it was not before.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member private _.Open(merge: int, token: TokenId) : nativeptr<Tally> =
        let place = NativePtr.add tallies.Start token
        let tally = NativePtr.toByRef place

        if tally.Merge <> merge then
            tally.Merge <- merge
            tally.Word <- -1
            tally.Count <- 0L
            tally.Words <- 0
            met[metCount] <- token
            metCount <- metCount + 1

        place

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member private _.Note(word: int, token: TokenId) : unit =
        if int64 wordCount = words.Length then
            words <- words.Grown(2L * words.Length)

        NativePtr.set words.Start wordCount (struct (token, word))
        wordCount <- wordCount + 1

    /// Meets `token` in a word that occurs `weight` times. Merges and words come one after the other.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Add(merge: int, word: int, token: TokenId, weight: int64) : unit =
        let tally = this.Open(merge, token)
        let tally = NativePtr.toByRef tally
        tally.Count <- tally.Count + weight

        if tally.Word <> word then
            tally.Word <- word
            tally.Words <- tally.Words + 1
            this.Note(word, token)

    /// Meets `token` in a word that holds the pair once, so that nothing in it is met again.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.AddOnce(merge: int, word: int, token: TokenId, weight: int64) : unit =
        let tally = this.Open(merge, token)
        let tally = NativePtr.toByRef tally
        tally.Count <- tally.Count + weight
        tally.Words <- tally.Words + 1
        this.Note(word, token)

    /// Adds the counts of the same merge in other words. Where their words are listed is still for the other to tell.
    member this.AddCounts(merge: int, other: Neighbours) : unit =
        for position in 0 .. other.Count - 1 do
            let token: TokenId = other[position]
            let theirs = NativePtr.read (other.Tally token)
            let tally = this.Open(merge, token)
            let tally = NativePtr.toByRef tally
            tally.Count <- tally.Count + theirs.Count
            tally.Words <- tally.Words + theirs.Words

    interface IDisposable with
        member _.Dispose() =
            (tallies :> IDisposable).Dispose()
            (words :> IDisposable).Dispose()
