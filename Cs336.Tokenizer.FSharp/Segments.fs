namespace Cs336.Tokenizer

open System
open System.Buffers

/// A stretch of text that nothing merges across: a pre-token (`Special` = -1) or the special token with that index.
[<Struct>]
type internal Segment = {
    Start: int
    Length: int
    Special: int
}

/// The segments that are certain whatever text follows, and how many bytes they cover.
[<Struct>]
type internal SettledSegments = { Segments: Segment[]; Consumed: int }

/// Text that is cut, and its segments. The memory is valid until the next window is asked for.
[<Struct>]
type internal Window = {
    Text: ReadOnlyMemory<byte>
    Segments: Segment[]
}

/// Text → segments: special tokens are cut out first, the pieces between them become pre-tokens.
module internal Segments =

    /// Bytes that are cut at a time; the memory of whatever streams is proportional to it, and to the longest pre-token.
    let windowLength = 65536

    /// Cuts `text` from its start. When `isWhole` is false more text will follow, and only what it cannot change is cut:
    /// a special token may still begin in the last `LongestLength - 1` bytes, and pre-tokens need their lookahead.
    let cut (specials: SpecialTokens) (isWhole: bool) (text: ReadOnlySpan<byte>) : SettledSegments =
        let segments = ResizeArray<Segment>()

        let undecided =
            if isWhole then
                text.Length
            else
                text.Length - specials.LongestLength

        let mutable position = 0
        let mutable isOpen = true

        while isOpen && position < text.Length do
            let next =
                match SpecialTokens.tryFind specials text position with
                | ValueSome found when found.Start <= undecided -> ValueSome found
                | _ -> ValueNone

            let pieceEnd =
                match next with
                | ValueSome found -> found.Start
                | ValueNone -> max position (min text.Length (undecided + 1))

            let settledEnd =
                if next.IsSome || isWhole then
                    pieceEnd
                else
                    pieceEnd - PreTokenization.lookahead

            let piece = text.Slice(0, pieceEnd)
            let mutable inPiece = position < settledEnd

            while inPiece do
                let segmentEnd = PreTokenization.nextEnd piece position

                if segmentEnd <= settledEnd then
                    segments.Add {
                        Start = position
                        Length = segmentEnd - position
                        Special = -1
                    }

                    position <- segmentEnd

                inPiece <- segmentEnd < settledEnd

            match next with
            | ValueSome found ->
                let length = specials.Bytes[found.Token].Length

                segments.Add {
                    Start = found.Start
                    Length = length
                    Special = found.Token
                }

                position <- found.Start + length
            | ValueNone -> isOpen <- false

        {
            Segments = segments.ToArray()
            Consumed = position
        }

    /// Cuts the joined `chunks`, wherever they were cut themselves, a window at a time.
    /// A chunk is not kept after the next one is asked for.
    let ofChunks (specials: SpecialTokens) (chunks: seq<ReadOnlyMemory<byte>>) : seq<Window> =
        seq {
            let pending = ArrayBufferWriter<byte> windowLength
            let mutable retryLength = 0

            for chunk in chunks do
                pending.Write chunk.Span

                // Cutting again only once the pending text has doubled keeps pre-tokens of any length linear.
                if pending.WrittenCount >= retryLength then
                    let settled = cut specials false pending.WrittenSpan

                    yield {
                        Text = pending.WrittenMemory
                        Segments = settled.Segments
                    }

                    let rest = pending.WrittenSpan.Slice(settled.Consumed).ToArray()
                    pending.ResetWrittenCount()
                    pending.Write(ReadOnlySpan rest)
                    retryLength <- 2 * rest.Length

            let last = cut specials true pending.WrittenSpan

            yield {
                Text = pending.WrittenMemory
                Segments = last.Segments
            }
        }
