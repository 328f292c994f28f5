namespace Cs336.Tokenizer

open System
open System.IO
open System.Threading

/// Texts → counts: whatever a text comes in, its chunks go to one counter. `report` hears of bytes that were counted, from any thread.
module internal CorpusCounting =

    /// Bytes of a chunk: small enough to keep all threads busy to the end, large enough that cutting costs nothing.
    let private chunkLength = 4_000_000L

    /// Bytes of a piece of a stream. Some for each thread are in memory at a time, and as many that are read ahead.
    let private pieceLength = 1_000_000

    /// Counts texts of their own: pre-tokens never reach from one into the next.
    let addCorpora
        (specials: SpecialTokens)
        (report: int64 -> unit)
        (cancellation: CancellationToken)
        (counter: PreTokenCounter)
        (corpora: Corpus[])
        : unit =
        let chunks = corpora |> Array.collect (CorpusChunks.ofCorpus specials chunkLength)
        counter.Count((fun chunk -> report chunk.Length), cancellation, chunks)

    /// What `count` makes of files, which are open meanwhile.
    let withFiles (paths: seq<string>) (count: Corpus[] -> 'a) : 'a =
        let corpora = ResizeArray<Corpus>()

        try
            paths |> Seq.iter (CorpusFiles.openCorpus >> corpora.Add)
            count (corpora.ToArray())
        finally
            for corpus in corpora do
                (corpus :> IDisposable).Dispose()

    /// Counts a stream to its end and returns its bytes.
    let addStream
        (specials: SpecialTokens)
        (report: int64 -> unit)
        (cancellation: CancellationToken)
        (counter: PreTokenCounter)
        (stream: Stream)
        : int64 =
        let addBatch (pieces: ReadOnlyMemory<byte>[]) : int64 =
            cancellation.ThrowIfCancellationRequested()
            let corpora = pieces |> Array.map Corpus.ofMemory

            try
                counter.Count((fun chunk -> report chunk.Length), cancellation, corpora |> Array.map CorpusChunks.whole)
                corpora |> Array.sumBy _.Length
            finally
                for corpus in corpora do
                    (corpus :> IDisposable).Dispose()

        StreamPieces.ofStream specials pieceLength stream
        |> Seq.chunkBySize (4 * counter.Threads)
        |> StreamPieces.ahead
        |> Seq.sumBy addBatch
