namespace Cs336.Tokenizer

#nowarn "9" // Words are reached through pointers.

open System
open FSharp.NativeInterop

/// What a word begins with; its tokens follow, one after the other. 16 bytes, as is the unit that words are counted in.
[<Struct>]
type internal WordHeader = {
    /// How often the pre-token occurs in the corpus.
    mutable Weight: int64
    /// Tokens at present; merges make them fewer.
    mutable Length: int
    /// Where the next word begins, in units from here.
    mutable Units: int
}

/// The distinct pre-tokens of at least two bytes as tokens that merge in place, one word after the other in one buffer:
/// a merge that touches a word touches one or two cache lines. A word is known by its place in units of 16 bytes.
[<Sealed>]
type internal Words private (buffer: NativeBuffer<WordHeader>, units: int) =

    /// Tokens in a unit.
    static let tokensPerUnit = 4

    static let unitsOf (length: int) =
        1 + (length + tokensPerUnit - 1) / tokensPerUnit

    /// Where the last word ends.
    member _.Units = units

    member _.Header(word: int) : nativeptr<WordHeader> = NativePtr.add buffer.Start word

    member this.LengthOf(word: int) : int =
        let header = NativePtr.toByRef (this.Header word)
        header.Length

    member _.Tokens(word: int) : nativeptr<int> =
        NativePtr.ofNativeInt (NativePtr.toNativeInt (NativePtr.add buffer.Start (word + 1)))

    /// The words of the counted pre-tokens, in bytes; a pre-token of one byte holds no pair and is left out.
    static member Create(counts: PreTokenCounts) : Result<Words, Fault> =
        let mutable units = 0L

        for index in 0 .. counts.Length - 1 do
            let length = counts.Starts[index + 1] - counts.Starts[index]

            if length > 1 then
                units <- units + int64 (unitsOf length)

        if units > int64 Int32.MaxValue then
            Fault.data $"The corpus is too varied: expected at most {Int32.MaxValue} units of distinct pre-tokens, found {units}."
        else
            // Searching a word reads a few tokens past its end.
            let words = new Words(new NativeBuffer<WordHeader>(units + 4L), int units)
            let mutable word = 0

            for index in 0 .. counts.Length - 1 do
                let bytes = counts.BytesOf index

                if bytes.Length > 1 then
                    NativePtr.write (words.Header word) {
                        Weight = counts.Counts[index]
                        Length = bytes.Length
                        Units = unitsOf bytes.Length
                    }

                    let tokens = words.Tokens word

                    for position in 0 .. bytes.Length - 1 do
                        NativePtr.set tokens position (int bytes[position])

                    word <- word + unitsOf bytes.Length

            Ok words

    interface IDisposable with
        member _.Dispose() = (buffer :> IDisposable).Dispose()
