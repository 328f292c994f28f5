namespace Cs336.Tokenizer

#nowarn "9" // Texts and ends are read and written through pointers.

open System
open FSharp.NativeInterop

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

/// The segment with this index is the special token with that one.
[<Struct>]
type internal SpecialSegment = { Index: int; Token: int }

/// The segments of a window of text, which lie one after the other: segment i ends at `Ends[i]`, where the next one starts.
/// Whoever cuts windows makes one and fills it again and again.
[<Sealed>]
type internal SegmentEnds() =
    let mutable ends: NativeBuffer<int> = new NativeBuffer<int>(0L)
    let mutable count = 0
    let specials = ResizeArray<SpecialSegment>()

    member _.Ends = ends.Start

    member _.Count = count

    /// Bytes that the segments cover.
    member _.Covered =
        if count = 0 then
            0
        else
            NativePtr.get ends.Start (count - 1)

    /// The segments that are special tokens, in order.
    member _.Specials = specials

    member _.Item
        with get index = NativePtr.get ends.Start index

    /// Forgets all segments and makes room for those of `length` bytes, however many there are.
    member _.Reset(length: int) =
        let room = int64 length + int64 PreTokenEnds.slack

        if ends.Length < room then
            (ends :> IDisposable).Dispose()
            ends <- new NativeBuffer<int>(room)

        count <- 0
        specials.Clear()

    /// Adds the pre-tokens of `text[start .. finish - 1]`, up to the last one that ends at `settled` or before.
    member _.AppendPiece(width, text: nativeptr<byte>, start: int, finish: int, settled: int) =
        let first = count

        if start < finish then
            count <- PreTokenEnds.append width text start finish ends.Start count

            while count > first && NativePtr.get ends.Start (count - 1) > settled do
                count <- count - 1

    /// Adds a special token.
    member _.AppendSpecial(token: int, finish: int) =
        specials.Add { Index = count; Token = token }
        NativePtr.set ends.Start count finish
        count <- count + 1

    interface IDisposable with
        member _.Dispose() = (ends :> IDisposable).Dispose()

/// Text → segments: special tokens are cut out first, the pieces between them become pre-tokens.
module internal Segments =

    /// Bytes that are cut at a time: enough to make what is done once per window cheap, few enough to stay in the cache.
    let windowLength = 65536

    /// Bytes of the longest window: places in it are 32-bit numbers, and so are those of the pairs that a pre-token merges by. So a
    /// pre-token may have fewer.
    let longestWindow = 1 <<< 29

    /// The length to try when nothing of a window of `length` could be cut: twice as much, which keeps pre-tokens of any length linear.
    let longerWindow (length: int) : int =
        if length < longestWindow then
            2 * length
        else
            Fault.data $"The text cannot be cut: expected pre-tokens of fewer than {longestWindow} bytes, found a longer one."
            |> Fault.orThrow

    /// Cuts `text` from its start into `segments` and returns how many bytes they cover. When `isWhole` is false more text will
    /// follow, and only what it cannot change is cut: a special token may still begin in the last `LongestLength - 1` bytes, and
    /// pre-tokens need their lookahead. `PreTokenEnds.padding` bytes after the text must be readable.
    let cutInto
        (width: BlockWidth)
        (specials: SpecialTokens)
        (isWhole: bool)
        (text: nativeptr<byte>)
        (length: int)
        (segments: SegmentEnds)
        : int =
        segments.Reset length
        let span = ReadOnlySpan<byte>(NativePtr.toVoidPtr text, length)

        let undecided = if isWhole then length else length - specials.LongestLength

        let mutable position = 0
        let mutable isOpen = true

        while isOpen && position < length do
            match SpecialTokens.tryFind specials span position with
            | ValueSome found when found.Start <= undecided ->
                segments.AppendPiece(width, text, position, found.Start, found.Start)
                position <- found.Start + specials.Bytes[found.Token].Length
                segments.AppendSpecial(found.Token, position)
            | _ ->
                let finish = max position (min length (undecided + 1))

                let settled =
                    if isWhole then
                        finish
                    else
                        finish - PreTokenization.lookahead

                segments.AppendPiece(width, text, position, finish, settled)
                position <- segments.Covered
                isOpen <- false

        position

    /// The segments, each written out.
    let list (segments: SegmentEnds) : Segment[] =
        let listed =
            Array.init segments.Count (fun index ->
                let start = if index = 0 then 0 else segments[index - 1]

                {
                    Start = start
                    Length = segments[index] - start
                    Special = -1
                })

        for special in segments.Specials do
            listed[special.Index] <- {
                listed[special.Index] with
                    Special = special.Token
            }

        listed

    /// `cutInto` for one text, with the segments written out.
    let cutWith (width: BlockWidth) (specials: SpecialTokens) (isWhole: bool) (text: ReadOnlySpan<byte>) : SettledSegments =
        let padded = Array.zeroCreate<byte>(text.Length + PreTokenEnds.padding)
        text.CopyTo(Span padded)
        use start = fixed padded
        use segments = new SegmentEnds()
        let consumed = cutInto width specials isWhole start text.Length segments

        {
            Segments = list segments
            Consumed = consumed
        }

    /// `cutWith` the fastest instructions of the machine.
    let cut (specials: SpecialTokens) (isWhole: bool) (text: ReadOnlySpan<byte>) : SettledSegments =
        cutWith PreTokenEnds.best specials isWhole text
