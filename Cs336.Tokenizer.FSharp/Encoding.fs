namespace Cs336.Tokenizer

#nowarn "9" // Windows are encoded from pointers to pointers.

open System
open System.Threading
open FSharp.NativeInterop

/// Text → ids.
module internal Encoding =

    /// The ids so far, or what is wrong.
    let private checkBytes (encoder: Encoder) (ids: 'a) : Result<'a, Fault> =
        if encoder.MissingByte < 0 then
            Ok ids
        else
            Fault.data $"The text cannot be encoded: it holds the byte 0x{encoder.MissingByte:X2}, for which the vocabulary has no token."

    /// An encoder for one thread; the more it has encoded, the faster it is.
    let encoder (vocabulary: Vocabulary) : Encoder =
        new Encoder(vocabulary.MergeTable, vocabulary.SpecialIds)

    /// The ids of one window.
    let private append (encoder: Encoder) (ids: IdBuffer) (segments: SegmentEnds) (text: nativeptr<byte>) : unit =
        ids.Advance(encoder.Encode(text, segments, ids.Room(segments.Covered + Encoder.Slack)))

    /// Puts the ids of a chunk of a corpus into `ids` and returns how many they are: pre-tokens never reach across its ends.
    /// After a fault the encoder is of no use.
    let chunkInto
        (vocabulary: Vocabulary)
        (encoder: Encoder)
        (cancellation: CancellationToken)
        (chunk: Chunk)
        (ids: IdBuffer)
        : Result<int, Fault> =
        ids.Clear()
        let segments = encoder.Segments

        chunk
        |> CorpusChunks.windows vocabulary.Specials segments cancellation (append encoder ids segments)

        checkBytes encoder ids.Count

    /// The ids of a chunk of a corpus.
    let ofChunk (vocabulary: Vocabulary) (encoder: Encoder) (cancellation: CancellationToken) (chunk: Chunk) : Result<TokenId[], Fault> =
        chunkInto vocabulary encoder cancellation chunk encoder.Ids
        |> Result.map (fun _ -> encoder.Ids.ToArray())

    /// The ids of a whole text. After a fault the encoder is of no use.
    let ofText (vocabulary: Vocabulary) (encoder: Encoder) (text: ReadOnlySpan<byte>) : Result<TokenId[], Fault> =
        use start = fixed &text.GetPinnableReference()
        use corpus = Corpus.ofPinned start text.Length
        ofChunk vocabulary encoder CancellationToken.None (CorpusChunks.whole corpus)

    /// Writes the ids of a whole text into `output` and returns how many they are, or -1 where there is no room for them.
    /// After a fault the encoder is of no use.
    let into (vocabulary: Vocabulary) (encoder: Encoder) (text: ReadOnlySpan<byte>) (output: Span<TokenId>) : Result<int, Fault> =
        use start = fixed &text.GetPinnableReference()
        use first = fixed &output.GetPinnableReference()
        let room = output.Length
        use corpus = Corpus.ofPinned start text.Length
        let spare = encoder.Ids
        spare.Clear()
        let segments = encoder.Segments
        let count = ref 0

        CorpusChunks.whole corpus
        |> CorpusChunks.windows vocabulary.Specials segments CancellationToken.None (fun text ->
            let most = segments.Covered + Encoder.Slack

            if count.Value >= 0 then
                if room - count.Value >= most then
                    count.Value <- count.Value + encoder.Encode(text, segments, NativePtr.add first count.Value)
                else
                    // Towards the end of the room the ids of a window must be known before they can be written there.
                    let ids = spare.Room most
                    let written = encoder.Encode(text, segments, ids)

                    if written <= room - count.Value then
                        ReadOnlySpan<int>(NativePtr.toVoidPtr ids, written)
                            .CopyTo(Span<int>(NativePtr.toVoidPtr (NativePtr.add first count.Value), written))

                        count.Value <- count.Value + written
                    else
                        count.Value <- -1)

        checkBytes encoder count.Value

    /// The ids of the joined `chunks`, a window at a time, in memory proportional to the longest chunk and the longest pre-token.
    let ofChunks (vocabulary: Vocabulary) (chunks: seq<ReadOnlyMemory<byte>>) : seq<Result<TokenId[], Fault>> =
        let encode (encoder: Encoder) (pending: PendingText) isWhole =
            let ids = encoder.Ids
            ids.Clear()
            append encoder ids pending.Segments (pending.Cut isWhole)
            checkBytes encoder (ids.ToArray())

        seq {
            use pending = new PendingText(vocabulary.Specials)
            use encoder = encoder vocabulary

            for chunk in chunks do
                pending.Append chunk.Span

                if pending.IsReady then
                    yield encode encoder pending false

            yield encode encoder pending true
        }
