namespace Cs336.Tokenizer

open System
open System.Collections.Concurrent
open System.IO
open System.Threading

/// The encoders of a tokenizer. What was encoded before makes encoding faster: each thread borrows one, and brings it back, except after
/// a fault.
[<Sealed>]
type internal Encoders(vocabulary: Vocabulary) =
    let idle = ConcurrentBag<Encoder>()

    member _.Vocabulary = vocabulary

    member _.Borrow() : Encoder =
        match idle.TryTake() with
        | true, encoder -> encoder
        | false, _ -> Encoding.encoder vocabulary

    member _.BringBack(encoder: Encoder) : unit =
        if idle.Count < Environment.ProcessorCount then
            encoder.Ids.Shrink()
            idle.Add encoder
        else
            (encoder :> IDisposable).Dispose()

/// Files and streams → their ids, part by part, on several threads.
module internal EncodedParts =

    let private inOrder (encoded: seq<struct (TokenId[] * int64)>) : seq<EncodedPart> =
        seq {
            let mutable start = 0L

            for struct (ids, bytesDone) in encoded do
                yield EncodedPart(ArraySegment ids, start, bytesDone)
                start <- start + int64 ids.Length
        }

    let private chunksOf (encoders: Encoders) (corpus: Corpus) : Chunk[] =
        CorpusChunks.ofCorpus encoders.Vocabulary.Specials CorpusChunks.encodingLength corpus

    /// The parts of a file in order; each has ids of its own.
    let ofFile (encoders: Encoders) (threads: int) (cancellation: CancellationToken) (path: string) : seq<EncodedPart> =
        let encode (chunk: Chunk) =
            let encoder = encoders.Borrow()

            let ids =
                Encoding.ofChunk encoders.Vocabulary encoder cancellation chunk |> Fault.orThrow

            encoders.BringBack encoder
            struct (ids, chunk.Start + chunk.Length)

        seq {
            use corpus = CorpusFiles.openCorpus path
            yield! chunksOf encoders corpus |> Ordered.map threads cancellation encode |> inOrder
        }

    /// The parts of a file in no certain order, on all threads; the memory of each is used again when it is taken. New memory for each
    /// would cost more than encoding: the system clears its pages, and the garbage collector stops all threads to get large arrays back.
    let lendOfFile (encoders: Encoders) (threads: int) (cancellation: CancellationToken) (take: EncodedPart -> unit) (path: string) : unit =
        use corpus = CorpusFiles.openCorpus path

        let encode cancellation chunk ids =
            let encoder = encoders.Borrow()

            let count = Encoding.chunkInto encoders.Vocabulary encoder cancellation chunk ids

            // Of a fault the one who made it would remember.
            if count.IsOk then
                encoders.BringBack encoder

            count

        chunksOf encoders corpus
        |> Placed.run threads cancellation IdBuffer encode (fun chunk ids start ->
            take (EncodedPart(ids.Lent, start, chunk.Start + chunk.Length)))

    /// The parts of a stream in order; each has ids of its own.
    let ofStream (encoders: Encoders) (threads: int) (cancellation: CancellationToken) (utf8: Stream) : seq<EncodedPart> =
        let encode (piece: ReadOnlyMemory<byte>) =
            let encoder = encoders.Borrow()

            let ids = Encoding.ofText encoders.Vocabulary encoder piece.Span |> Fault.orThrow

            encoders.BringBack encoder
            ids

        StreamPieces.ofStream encoders.Vocabulary.Specials (int CorpusChunks.encodingLength) utf8
        |> StreamPieces.map threads cancellation encode
        |> inOrder
