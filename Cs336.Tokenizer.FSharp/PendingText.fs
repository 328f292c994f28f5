namespace Cs336.Tokenizer

#nowarn "9" // The text is handed out as a pointer.

open System
open FSharp.NativeInterop

/// Text that arrives in pieces, however they are cut, and leaves as windows of settled segments. Memory is proportional to the
/// longest piece and the longest pre-token.
[<Sealed>]
type internal PendingText(specials: SpecialTokens) =
    let mutable buffer: NativeBuffer<byte> =
        new NativeBuffer<byte>(2L * int64 Segments.windowLength)

    let segments = new SegmentEnds()
    // Where the bytes begin that no window has covered yet, and where they end.
    let mutable start = 0
    let mutable finish = 0
    let mutable retryLength = 1

    let at (offset: int) = NativePtr.add buffer.Start offset

    /// Whether a new attempt to settle segments is worth while: trying again only once the text has doubled keeps pre-tokens of any
    /// length linear.
    member _.IsReady = finish - start >= retryLength

    /// The segments of the window that was cut last.
    member _.Segments = segments

    member _.Append(text: ReadOnlySpan<byte>) : unit =
        let length = finish - start

        let added = int64 text.Length + int64 PreTokenEnds.padding

        if int64 finish + added > buffer.Length then
            let room = int64 length + added

            if room > int64 Array.MaxLength then
                Fault.usage
                    $"A piece of text is too long: expected at most {Array.MaxLength} bytes \
                    together with the {length} that are not cut yet, found {text.Length}."
                |> Fault.orThrow

            let old = buffer

            if 2L * room > buffer.Length then
                buffer <- new NativeBuffer<byte>(min (2L * room) (int64 Array.MaxLength))

            Buffer.MemoryCopy(
                NativePtr.toVoidPtr (NativePtr.add old.Start start),
                NativePtr.toVoidPtr buffer.Start,
                buffer.Length,
                int64 length
            )

            if not (obj.ReferenceEquals(old, buffer)) then
                (old :> IDisposable).Dispose()

            start <- 0
            finish <- length

        text.CopyTo(Span<byte>(NativePtr.toVoidPtr (at finish), text.Length))
        finish <- finish + text.Length

    /// Cuts what has come so far, all of it if nothing more will come, and returns the start of the window, which is valid until the
    /// next piece comes.
    member _.Cut(isWhole: bool) : nativeptr<byte> =
        let window = at start

        let consumed =
            Segments.cutInto PreTokenEnds.best specials isWhole window (finish - start) segments

        start <- start + consumed
        let left = finish - start
        retryLength <- if left = 0 then 1 else Segments.longerWindow left
        window

    interface IDisposable with
        member _.Dispose() =
            (buffer :> IDisposable).Dispose()
            (segments :> IDisposable).Dispose()
