namespace Cs336.Tokenizer

#nowarn "9" // Words are reached through pointers.
#nowarn "3535" // The width of tokens is an interface with static members.

open System
open System.Numerics
open System.Runtime.CompilerServices
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

module internal Words =

    /// Bytes of the unit that words are counted in.
    [<Literal>]
    let BytesPerUnit = 16L

    /// Units after the last word: searching a word reads some tokens past its end.
    [<Literal>]
    let Slack = 4L

/// The distinct pre-tokens of at least two bytes as tokens that merge in place, one word after the other in one buffer:
/// a merge that touches a word touches one or two cache lines. A word is known by its place in units of 16 bytes.
[<Sealed>]
type internal Words<'Width when 'Width: struct and 'Width :> ITokenWidth>
    private (buffer: NativeBuffer<WordHeader>, starts: int[], size: int64) =

    /// Units of a word of so many tokens.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static let unitsOf (length: int) =
        1
        + int (
            (int64 length * int64 'Width.Bytes + Words.BytesPerUnit - 1L)
            / Words.BytesPerUnit
        )

    /// Units of the words that a table held, and the bytes that its pre-tokens make up in the corpus.
    [<CompiledForSpeed>]
    static let measure (table: CountTable) : struct (int64 * int64) =
        let mutable units = 0L
        let mutable size = 0L

        for slot in 0 .. table.Slots - 1 do
            let preToken = table.At slot
            size <- size + int64 preToken.Length * preToken.Count

            if preToken.Length > 1 then
                units <- units + int64 (unitsOf preToken.Length)

        struct (units, size)

    /// Where the last word ends.
    member _.Units = starts[starts.Length - 1]

    /// The words of one of `count` threads, which have about the same number each: where the first begins and the last ends.
    member _.Share(index: int, count: int) : struct (int * int) =
        let parts = int64 (starts.Length - 1)
        struct (starts[int (parts * int64 index / int64 count)], starts[int (parts * int64 (index + 1) / int64 count)])

    /// Bytes of all pre-tokens in the corpus, a pre-token that occurs n times counted n times.
    member _.CorpusSize = size

    member _.Header(word: int) : nativeptr<WordHeader> = NativePtr.add buffer.Start word

    member this.LengthOf(word: int) : int =
        let header = NativePtr.toByRef (this.Header word)
        header.Length

    member _.Tokens(word: int) : nativeptr<byte> =
        NativePtr.ofNativeInt (NativePtr.toNativeInt (NativePtr.add buffer.Start (word + 1)))

    /// The first position of `left, right` in a word, or -1.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Find(word: int, left: TokenId, right: TokenId) : int =
        let tokens = this.Tokens word
        let length = this.LengthOf word
        let mutable start = 0
        let mutable found = -1

        while found < 0 && start + 1 < length do
            let matches = 'Width.Matches(tokens, start, left, right)

            if matches <> 0u then
                found <- start + BitOperations.TrailingZeroCount matches
            else
                start <- start + 'Width.Lanes

        // What lies beyond the word may look like the pair, but is looked at last.
        if found + 1 < length then found else -1

    /// Writes the pre-tokens of a table, from `start` on.
    [<CompiledForSpeed>]
    member private this.Fill(start: int, table: CountTable) : unit =
        let mutable word = start

        for slot in 0 .. table.Slots - 1 do
            let preToken = table.At slot

            if preToken.Length > 1 then
                NativePtr.write (this.Header word) {
                    Weight = preToken.Count
                    Length = preToken.Length
                    Units = unitsOf preToken.Length
                }

                let tokens = this.Tokens word

                for position in 0 .. preToken.Length - 1 do
                    'Width.Set(tokens, position, int (NativePtr.get preToken.First position))

                word <- word + unitsOf preToken.Length

    /// The words of counted pre-tokens, in bytes; a pre-token of one byte holds no pair and is left out. Frees the counts as it goes.
    static member Create(crew: Crew, counts: SharedCounts) : Result<Words<'Width>, Fault> =
        let tables = counts.Parts
        let measures = Array.zeroCreate<struct (int64 * int64)> tables.Length
        crew.ForEach(tables.Length, (fun part -> measures[part] <- measure tables[part]))

        let starts =
            measures |> Array.scan (fun start (struct (units, _)) -> start + units) 0L

        let units = Array.last starts

        if units > int64 Int32.MaxValue then
            Fault.data $"The corpus is too varied: expected at most {Int32.MaxValue} units of distinct pre-tokens, found {units}."
        else
            let size = measures |> Array.sumBy (fun (struct (_, size)) -> size)

            let words =
                new Words<'Width>(new NativeBuffer<WordHeader>(units + Words.Slack), Array.map int starts, size)

            crew.ForEach(
                tables.Length,
                fun part ->
                    words.Fill(int starts[part], tables[part])
                    // The words hold all that is needed, and the tables are as large as they are.
                    (tables[part] :> IDisposable).Dispose()
            )

            Ok words

    interface IDisposable with
        member _.Dispose() = (buffer :> IDisposable).Dispose()
