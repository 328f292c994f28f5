namespace Cs336.Tokenizer

#nowarn "9" // Windows are pointers into the corpus.

open System
open System.Threading
open FSharp.NativeInterop

/// A slice of a corpus that can be cut into segments without looking at the rest.
type internal Chunk = {
    Corpus: Corpus
    Start: int64
    Length: int64
}

/// Corpus → chunks → windows. A chunk ends between a character that is not white space and white space: the pattern always ends a
/// pre-token there, and never looks back across it. Where a special token could straddle the cut, it is not made.
module internal CorpusChunks =

    /// Characters are at most four bytes long, so that many bytes before a place show the whole character that ends there.
    let private lookback = 4

    let private probeLength = 4096

    /// Bytes that one thread encodes at a time: enough to make starting it worth while, few enough to keep the ids in the cache.
    let encodingLength = 1_000_000L

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
            corpus.Slice(start, int (min (int64 (lookback + probeLength)) (corpus.Length - start)))

        let mutable index = int (target - start)

        while index < probe.Length && not (isSafeCut specials probe index) do
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

    /// The whole corpus as one chunk.
    let whole (corpus: Corpus) : Chunk = {
        Corpus = corpus
        Start = 0L
        Length = corpus.Length
    }

    /// Cuts a chunk a window at a time and calls `consume` with the start of each window; its segments are in `segments` until then.
    /// Memory stays proportional to the window, and to the longest pre-token.
    let windows
        (specials: SpecialTokens)
        (segments: SegmentEnds)
        (cancellation: CancellationToken)
        (consume: nativeptr<byte> -> unit)
        (chunk: Chunk)
        : unit =
        let corpus = chunk.Corpus
        // Where nothing may be read after the window's end, it is copied to where something may.
        let mutable copy: NativeBuffer<byte> = new NativeBuffer<byte>(0L)
        let mutable offset = 0L
        let mutable length = Segments.windowLength

        try
            while offset < chunk.Length do
                cancellation.ThrowIfCancellationRequested()
                let rest = chunk.Length - offset
                let windowLength = int (min (int64 length) rest)
                let start = chunk.Start + offset
                let readable = int64 windowLength + int64 PreTokenEnds.padding

                let window =
                    if start + readable <= corpus.Length then
                        NativePtr.ofNativeInt (NativePtr.toNativeInt corpus.Start + nativeint start)
                    else
                        if copy.Length < readable then
                            (copy :> IDisposable).Dispose()
                            copy <- new NativeBuffer<byte>(readable)

                        corpus.Slice(start, windowLength).CopyTo(Span<byte>(NativePtr.toVoidPtr copy.Start, windowLength))

                        copy.Start

                let consumed =
                    Segments.cutInto PreTokenEnds.best specials (int64 windowLength = rest) window windowLength segments

                consume window
                offset <- offset + int64 consumed

                length <-
                    if consumed > 0 then
                        Segments.windowLength
                    else
                        Segments.longerWindow length
        finally
            (copy :> IDisposable).Dispose()
