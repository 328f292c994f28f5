namespace Cs336.Tokenizer

open System
open System.Buffers

/// Ids → text.
module internal Decoding =

    let private token (vocabulary: Vocabulary) (position: int64) (id: TokenId) : Result<ReadOnlyMemory<byte>, Fault> =
        match vocabulary.Tokens.TryGetValue id with
        | true, bytes -> Ok bytes
        | false, _ ->
            Fault.data
                $"The id {id} at position {position} is not in the vocabulary: \
                expected one of its {vocabulary.Tokens.Count} ids below {vocabulary.Size}."

    /// The joined bytes of the tokens; fails on the first id outside the vocabulary.
    let bytes (vocabulary: Vocabulary) (ids: ReadOnlySpan<TokenId>) : Result<byte[], Fault> =
        let output = ArrayBufferWriter<byte>()
        let mutable fault = ValueNone
        let mutable position = 0

        while fault.IsNone && position < ids.Length do
            match token vocabulary position ids[position] with
            | Ok bytes -> output.Write bytes.Span
            | Error reason -> fault <- ValueSome reason

            position <- position + 1

        match fault with
        | ValueSome reason -> Error reason
        | ValueNone -> Ok(output.WrittenSpan.ToArray())

    /// UTF-8 → text; each maximal ill-formed part becomes one U+FFFD (the WHATWG rule, which .NET follows).
    let text (utf8: byte[]) : string = Text.Encoding.UTF8.GetString utf8

    /// The text of the tokens as they come: bytes of a character that is not complete yet are held back.
    let ofStream (vocabulary: Vocabulary) (ids: seq<TokenId>) : seq<Result<string, Fault>> =
        seq {
            let decoder = Text.Encoding.UTF8.GetDecoder()
            let mutable position = 0L

            let decode (bytes: ReadOnlyMemory<byte>) isLast =
                let characters = Array.zeroCreate<char>(decoder.GetCharCount(bytes.Span, isLast))
                decoder.GetChars(bytes.Span, Span characters, isLast) |> ignore
                String characters

            for id in ids do
                yield token vocabulary position id |> Result.map (fun bytes -> decode bytes false)
                position <- position + 1L

            yield Ok(decode ReadOnlyMemory.Empty true)
        }
