namespace Cs336.Tokenizer

open System

/// Bytes that can be read at any place, by several threads at once. `Read offset buffer` fills the whole buffer.
type internal Corpus = {
    Length: int64
    Read: int64 -> Memory<byte> -> unit
}

/// A slice of a corpus whose pre-tokens can be counted without looking at the rest.
type internal Chunk = {
    Corpus: Corpus
    Start: int64
    Length: int64
}

/// Corpus → chunks. A cut lies between a character that is not white space and white space: the pattern always ends a pre-token
/// there, and never looks back across it. Where a special token could straddle the cut, it is not made.
module internal CorpusChunks =

    /// Characters are at most four bytes long, so that many bytes before a place show the whole character that ends there.
    let private lookback = 4

    let private probeLength = 4096

    /// Bytes that one thread encodes at a time: enough to make starting it worth while, few enough to keep the ids in the cache.
    let encodingLength = 1_000_000L

    let ofMemory (bytes: ReadOnlyMemory<byte>) : Corpus = {
        Length = int64 bytes.Length
        Read = fun offset buffer -> bytes.Slice(int offset, buffer.Length).CopyTo buffer
    }

    let private isAsciiWhiteSpace (value: byte) =
        value = ' 'B || (value >= 0x09uy && value <= 0x0Duy)

    /// Whether `text` may be cut before its byte `index`, at least 1.
    let isSafeCut (specials: SpecialTokens) (text: ReadOnlySpan<byte>) (index: int) : bool =
        isAsciiWhiteSpace text[index]
        && CharacterClasses.last (text.Slice(0, index)) <> CharacterClass.WhiteSpace
        && not (SpecialTokens.mayStraddle specials text[index - 1] text[index])

    /// The first safe cut at or after `target` (at least 1), or the end of the corpus.
    let rec private firstCut (specials: SpecialTokens) (corpus: Corpus) (target: int64) : int64 =
        let start = max 0L (target - int64 lookback)

        let probe =
            Array.zeroCreate<byte>(int (min (int64 (lookback + probeLength)) (corpus.Length - start)))

        corpus.Read start (Memory probe)
        let mutable index = int (target - start)

        while index < probe.Length && not (isSafeCut specials (ReadOnlySpan probe) index) do
            index <- index + 1

        let found = start + int64 index

        if index < probe.Length || found >= corpus.Length then
            found
        else
            firstCut specials corpus found

    /// Chunks of at least `length` bytes (the last one may be shorter) that cover the corpus in order.
    let ofCorpus (specials: SpecialTokens) (length: int64) (corpus: Corpus) : Chunk[] =
        0L
        |> Array.unfold (fun start ->
            if start >= corpus.Length then
                None
            else
                let target = start + max 1L length

                let finish =
                    if target >= corpus.Length then
                        corpus.Length
                    else
                        firstCut specials corpus target

                Some(
                    {
                        Corpus = corpus
                        Start = start
                        Length = finish - start
                    },
                    finish
                ))

    /// The bytes of a chunk, a window at a time; a window is valid until the next one is asked for.
    let read (chunk: Chunk) : seq<ReadOnlyMemory<byte>> =
        seq {
            let buffer =
                Array.zeroCreate<byte>(int (min chunk.Length (int64 Segments.windowLength)))

            let mutable offset = 0L

            while offset < chunk.Length do
                let window =
                    Memory(buffer, 0, int (min (int64 buffer.Length) (chunk.Length - offset)))

                chunk.Corpus.Read (chunk.Start + offset) window
                yield Memory.op_Implicit window
                offset <- offset + int64 window.Length
        }
