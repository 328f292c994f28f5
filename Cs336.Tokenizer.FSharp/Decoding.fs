namespace Cs336.Tokenizer

#nowarn "9" // Bytes are copied through pointers.

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Ids → text.
module internal Decoding =

    let private unknown (vocabulary: Vocabulary) (position: int64) (id: TokenId) : Fault = {
        Message =
            $"The id {id} at position {position} is not in the vocabulary: \
            expected one of its {vocabulary.Tokens.Count} ids below {vocabulary.Size}."
        IsUsageError = false
    }

    let private token (vocabulary: Vocabulary) (position: int64) (id: TokenId) : Result<ReadOnlyMemory<byte>, Fault> =
        match vocabulary.Tokens.TryGetValue id with
        | true, bytes -> Ok bytes
        | false, _ -> Error(unknown vocabulary position id)

    /// The number of bytes that the tokens have together; fails on the first id outside the vocabulary.
    [<CompiledForSpeed>]
    let length (vocabulary: Vocabulary) (ids: ReadOnlySpan<TokenId>) : Result<int64, Fault> =
        let table = vocabulary.TokenTable
        let near = table.Near
        let mutable total = 0L
        // Lengths are at least 0, except those of ids that do not exist: the sign says whether there was one.
        let mutable signs = 0

        for index in 0 .. ids.Length - 1 do
            let length = table.Find(near, ids[index]).Length
            total <- total + int64 length
            signs <- signs ||| length

        if signs >= 0 then
            Ok total
        else
            let mutable position = 0

            while table.Find(near, ids[position]).Length >= 0 do
                position <- position + 1

            Error(unknown vocabulary position ids[position])

    /// Writes the joined bytes of the tokens into `output` and returns how many they are, or -1 where there is no room for them;
    /// fails on the first id outside the vocabulary. One pass: what is wrong shows where it would be written.
    [<CompiledForSpeed>]
    let into (vocabulary: Vocabulary) (ids: ReadOnlySpan<TokenId>) (output: Span<byte>) : Result<int, Fault> =
        use start = fixed &output.GetPinnableReference()
        let table = vocabulary.TokenTable
        let finish = NativePtr.toNativeInt start + nativeint output.Length
        let near = table.Near
        let mutable cursor = NativePtr.toNativeInt start
        let mutable index = 0
        let mutable isOpen = true

        while isOpen && index < ids.Length do
            let place = table.Find(near, ids[index])

            // As unsigned numbers, the length -1 of a token that does not exist is not short either.
            if
                uint32 place.Length <= uint32 TokenTable.AtOnce
                && cursor + nativeint TokenTable.AtOnce <= finish
            then
                Vector128.Store(Vector128.Load(near.BytesAt place), NativePtr.ofNativeInt<byte> cursor)
                cursor <- cursor + nativeint place.Length
                index <- index + 1
            elif place.Length >= 0 && cursor + nativeint place.Length <= finish then
                Buffer.MemoryCopy(
                    NativePtr.toVoidPtr (near.BytesAt place),
                    NativePtr.toVoidPtr (NativePtr.ofNativeInt<byte> cursor),
                    int64 place.Length,
                    int64 place.Length
                )

                cursor <- cursor + nativeint place.Length
                index <- index + 1
            else
                isOpen <- false

        if isOpen then
            Ok(int (cursor - NativePtr.toNativeInt start))
        else
            // The first unknown id is the fault, wherever the room ended.
            length vocabulary ids |> Result.map (fun _ -> -1)

    /// The joined bytes of the tokens; fails on the first id outside the vocabulary.
    let bytes (vocabulary: Vocabulary) (ids: ReadOnlySpan<TokenId>) : Result<byte[], Fault> =
        match length vocabulary ids with
        | Error fault -> Error fault
        | Ok total when total > int64 Array.MaxLength ->
            Fault.usage $"The tokens are too long together: expected at most {Array.MaxLength} bytes, found {total}."
        | Ok total ->
            let output = GC.AllocateUninitializedArray<byte>(int total)
            into vocabulary ids (Span output) |> Result.map (fun _ -> output)

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
