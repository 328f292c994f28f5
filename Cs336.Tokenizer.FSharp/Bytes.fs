namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// Byte strings: comparing, spelling them as text the GPT-2 way, and making them from UTF-16.
module internal Bytes =

    /// Lexicographic order of unsigned bytes; a prefix comes before what it begins.
    let compare (left: byte[]) (right: byte[]) : int =
        ReadOnlySpan(left).SequenceCompareTo(ReadOnlySpan right)

    /// A hash of the contents.
    let hash (bytes: ReadOnlySpan<byte>) : int =
        let mutable hash = HashCode()
        hash.AddBytes bytes
        hash.ToHashCode()

    /// Equality of contents, for dictionaries keyed by byte strings.
    let comparer: IEqualityComparer<byte[]> = {
        new IEqualityComparer<byte[]> with
            member _.Equals(left, right) =
                ReadOnlySpan(left).SequenceEqual(ReadOnlySpan right)

            member _.GetHashCode bytes = hash (ReadOnlySpan bytes)
    }

    /// GPT-2's `bytes_to_unicode`: printable Latin-1 bytes stand for themselves, the 68 others take U+0100, U+0101, … in order.
    let private characters: char[] =
        let isPrintable value =
            (value >= 0x21 && value <= 0x7E)
            || (value >= 0xA1 && value <= 0xAC)
            || value >= 0xAE

        let hidden = [| 0..255 |] |> Array.filter (isPrintable >> not)

        Array.init 256 (fun value ->
            if isPrintable value then
                char value
            else
                char (0x100 + Array.IndexOf(hidden, value)))

    /// The byte of each character up to the last of the alphabet, or -1.
    let private values: int[] =
        let values = Array.create (int (Array.max characters) + 1) -1

        characters
        |> Array.iteri (fun value character -> values[int character] <- value)

        values

    /// The GPT-2 spelling of a byte string, one character per byte.
    let spell (bytes: byte[]) : string =
        String.Create(
            bytes.Length,
            bytes,
            (fun text bytes ->
                for i in 0 .. bytes.Length - 1 do
                    text[i] <- characters[int bytes[i]])
        )

    /// The bytes that a GPT-2 spelling stands for, or nothing when a character spells no byte.
    let tryUnspell (text: string) : byte[] voption =
        let bytes = Array.zeroCreate<byte> text.Length
        let mutable index = 0

        while index >= 0 && index < text.Length do
            let character = int text[index]

            if character < values.Length && values[character] >= 0 then
                bytes[index] <- byte values[character]
                index <- index + 1
            else
                index <- -1

        if index >= 0 then ValueSome bytes else ValueNone

    /// The index of the first surrogate without its partner, or -1.
    let private unpairedSurrogate (text: ReadOnlySpan<char>) : int =
        let mutable index = 0
        let mutable found = -1

        while found < 0 && index < text.Length do
            if not (Char.IsSurrogate text[index]) then
                index <- index + 1
            elif index + 1 < text.Length && Char.IsSurrogatePair(text[index], text[index + 1]) then
                index <- index + 2
            else
                found <- index

        found

    let private ofSlice (illFormed: IllFormedText) (offset: int64) (text: ReadOnlySpan<char>) : Result<byte[], Fault> =
        let index =
            if illFormed = IllFormedText.Replace then
                -1
            else
                unpairedSurrogate text

        if index < 0 then
            let bytes = Array.zeroCreate (Text.Encoding.UTF8.GetByteCount text)
            Text.Encoding.UTF8.GetBytes(text, Span bytes) |> ignore
            Ok bytes
        else
            let found = int text[index]

            Fault.usage
                $"The text is not well-formed UTF-16: expected a surrogate pair at index {offset + int64 index}, \
                found the unpaired surrogate U+{found:X4}."

    /// UTF-8 of `text`; unpaired surrogates are refused with their index, or become U+FFFD.
    let ofText (illFormed: IllFormedText) (text: string) : Result<byte[], Fault> = ofSlice illFormed 0L (text.AsSpan())

    /// UTF-8 of the joined `chunks`, which may be cut anywhere, inside a surrogate pair too; at most 64 KiB of text at a time.
    let ofChunks (illFormed: IllFormedText) (chunks: seq<string>) : seq<Result<byte[], Fault>> =
        seq {
            let mutable held = ""
            let mutable offset = 0L

            for chunk in chunks do
                for start in 0..32768 .. chunk.Length - 1 do
                    let text = held + chunk.Substring(start, min 32768 (chunk.Length - start))

                    let complete =
                        if Char.IsHighSurrogate text[text.Length - 1] then
                            text.Length - 1
                        else
                            text.Length

                    yield ofSlice illFormed offset (text.AsSpan(0, complete))
                    held <- text.Substring complete
                    offset <- offset + int64 complete

            if held.Length > 0 then
                yield ofSlice illFormed offset (held.AsSpan())
        }
