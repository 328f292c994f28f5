namespace Cs336.Tokenizer

#nowarn "9" // Words are reached through pointers.
#nowarn "3535" // The width of tokens is an interface with static members.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

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

/// Replacing a pair by the merged token in the words that hold it, and telling the tokens beside it.
module internal Rewriting =

    /// Words that are asked for before they are needed: they lie anywhere in memory.
    let private ahead = 12

    /// Merges the pair in one word from `first`, its first occurrence, on, left to right, and tells the neighbours.
    [<CompiledForSpeed>]
    let rewrite (words: Words<'Width>) (word: int) (first: int) (left: TokenId) (right: TokenId) (merged: TokenId) (met: Met) : unit =
        let header = NativePtr.toByRef (words.Header word)
        let tokens = words.Tokens word
        let length = header.Length
        let weight = header.Weight
        let mutable read = first
        let mutable written = first

        while read < length do
            if
                read + 1 < length
                && 'Width.Get(tokens, read) = left
                && 'Width.Get(tokens, read + 1) = right
            then
                if written > 0 then
                    let neighbour = 'Width.Get(tokens, written - 1)
                    met.Before.Add(merged, word, neighbour, weight)

                    if neighbour = merged then
                        met.Adjacent <- met.Adjacent + weight

                if read + 2 < length then
                    met.After.Add(merged, word, 'Width.Get(tokens, read + 2), weight)

                'Width.Set(tokens, written, merged)
                read <- read + 2
            else
                'Width.Set(tokens, written, 'Width.Get(tokens, read))
                read <- read + 1

            written <- written + 1

        header.Length <- written

    /// The same for all that some words hold, which belong to this thread meanwhile; many are listed that do not hold the pair any more.
    [<CompiledForSpeed>]
    let rewriteAll
        (words: Words<'Width>)
        (holders: nativeptr<int>)
        (count: int)
        (left: TokenId)
        (right: TokenId)
        (merged: TokenId)
        (met: Met)
        : unit =
        met.Clear()

        for position in 0 .. count - 1 do
            if Sse.IsSupported && position + ahead < count then
                Sse.Prefetch0(NativePtr.toVoidPtr (words.Header(NativePtr.get holders (position + ahead))))

            let word = NativePtr.get holders position
            let header = NativePtr.toByRef (words.Header word)
            let length = header.Length

            if length <= 'Width.PerUnit then
                // What lies beyond the word may look like the pair.
                let matches =
                    'Width.MatchesInUnit(words.Tokens word, left, right)
                    &&& ((1u <<< (length - 1)) - 1u)

                if matches <> 0u then
                    let first = BitOperations.TrailingZeroCount matches

                    if matches &&& (matches - 1u) = 0u then
                        let tokens = words.Tokens word
                        let weight = header.Weight

                        if first > 0 then
                            met.Before.AddOnce(merged, word, 'Width.Get(tokens, first - 1), weight)

                        if first + 2 < length then
                            met.After.AddOnce(merged, word, 'Width.Get(tokens, first + 2), weight)

                        'Width.JoinInUnit(tokens, first, merged)
                        header.Length <- length - 1
                    else
                        rewrite words word first left right merged met
            else
                let first = words.Find(word, left, right)

                if first >= 0 then
                    rewrite words word first left right merged met
