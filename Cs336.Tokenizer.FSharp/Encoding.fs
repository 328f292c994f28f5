namespace Cs336.Tokenizer

open System

/// Text → ids.
module internal Encoding =

    /// The ids of one pre-token; fails on a byte that the vocabulary lacks.
    let private preToken (vocabulary: Vocabulary) (bytes: ReadOnlySpan<byte>) : Result<TokenId[], Fault> =
        let ids = Array.zeroCreate<TokenId> bytes.Length
        let mutable missing = -1

        for i in 0 .. bytes.Length - 1 do
            ids[i] <- vocabulary.ByteIds[int bytes[i]]
            missing <- if ids[i] < 0 && missing < 0 then int bytes[i] else missing

        if missing < 0 then
            Ok(Merging.merge vocabulary.Ranks ids)
        else
            Fault.data $"The text cannot be encoded: it holds the byte 0x{missing:X2}, for which the vocabulary has no token."

    /// The ids of a text that is cut into segments.
    let ofSegments (vocabulary: Vocabulary) (text: ReadOnlySpan<byte>) (segments: Segment[]) : Result<TokenId[], Fault> =
        let ids = ResizeArray<TokenId>()
        let mutable fault = ValueNone
        let mutable index = 0

        while fault.IsNone && index < segments.Length do
            let segment = segments[index]
            index <- index + 1

            if segment.Special >= 0 then
                ids.Add vocabulary.SpecialIds[segment.Special]
            else
                match preToken vocabulary (text.Slice(segment.Start, segment.Length)) with
                | Ok tokens -> ids.AddRange tokens
                | Error reason -> fault <- ValueSome reason

        match fault with
        | ValueSome reason -> Error reason
        | ValueNone -> Ok(ids.ToArray())

    /// The ids of a whole text, which is cut a window at a time to keep the memory for segments small.
    let ofText (vocabulary: Vocabulary) (text: ReadOnlySpan<byte>) : Result<TokenId[], Fault> =
        let ids = ResizeArray<TokenId>()
        let mutable fault = ValueNone
        let mutable start = 0
        let mutable length = Segments.windowLength

        while fault.IsNone && start < text.Length do
            let rest = text.Length - start
            let window = text.Slice(start, min length rest)
            let settled = Segments.cut vocabulary.Specials (window.Length = rest) window

            match ofSegments vocabulary window settled.Segments with
            | Ok found -> ids.AddRange found
            | Error reason -> fault <- ValueSome reason

            start <- start + settled.Consumed
            // Doubling keeps pre-tokens of any length linear.
            length <-
                if settled.Consumed > 0 then
                    Segments.windowLength
                else
                    length + min length rest

        match fault with
        | ValueSome reason -> Error reason
        | ValueNone -> Ok(ids.ToArray())

    /// The ids of the joined `chunks`, a window at a time, in memory proportional to the longest chunk and the longest pre-token.
    let ofChunks (vocabulary: Vocabulary) (chunks: seq<ReadOnlyMemory<byte>>) : seq<Result<TokenId[], Fault>> =
        Segments.ofChunks vocabulary.Specials chunks
        |> Seq.map (fun window -> ofSegments vocabulary window.Text.Span window.Segments)

    /// The ids of a chunk of a corpus: pre-tokens never reach across its ends.
    let ofChunk (vocabulary: Vocabulary) (chunk: Chunk) : Result<TokenId[], Fault> =
        ofChunks vocabulary (CorpusChunks.read chunk)
        |> Results.collect id
        |> Result.map Array.concat
