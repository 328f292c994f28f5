namespace Cs336.Tokenizer

open System
open System.IO
open System.Threading
open System.Threading.Tasks

/// Streams, which can be read only once and in order, in pieces that can be worked on apart, as the chunks of a corpus can.
module internal StreamPieces =

    /// Bytes without a safe cut that are waited for: an array holds no more than four times as many.
    let private longestStretch = 1 <<< 29

    /// The last place at which `text` may be cut, or 0.
    let private lastCut (specials: SpecialTokens) (text: ReadOnlySpan<byte>) : int =
        let mutable index = text.Length - 1

        while index > 0 && not (CorpusChunks.isSafeCut specials text index) do
            index <- index - 1

        max 0 index

    /// The bytes of a stream in pieces of about `length` bytes; longer ones only where no cut is safe.
    let ofStream (specials: SpecialTokens) (length: int) (stream: Stream) : seq<ReadOnlyMemory<byte>> =
        seq {
            let mutable held = Array.empty<byte>
            let mutable isOpen = true

            while isOpen do
                // At least doubling keeps stretches without a cut linear.
                let wanted = max length held.Length

                if wanted > longestStretch then
                    Fault.data
                        $"The stream cannot be cut: expected white space at least every {longestStretch} bytes, found none for longer."
                    |> Fault.orThrow

                let buffer = Array.zeroCreate<byte>(held.Length + wanted)
                held.CopyTo(buffer, 0)
                let read = stream.ReadAtLeast(Span(buffer, held.Length, wanted), wanted, false)
                let filled = held.Length + read
                isOpen <- read = wanted

                let cut =
                    if isOpen then
                        lastCut specials (ReadOnlySpan buffer)
                    else
                        filled

                if cut > 0 then
                    yield ReadOnlyMemory(buffer, 0, cut)

                held <- Array.sub buffer cut (filled - cut)
        }

    /// The same items, each made on another thread while the one before it is in use.
    let ahead (items: seq<'a>) : seq<'a> =
        seq {
            use enumerator = items.GetEnumerator()

            let next () =
                Task.Run(fun () ->
                    if enumerator.MoveNext() then
                        ValueSome enumerator.Current
                    else
                        ValueNone)

            let mutable coming = next ()
            let mutable isOpen = true

            while isOpen do
                match coming.GetAwaiter().GetResult() with
                | ValueSome item ->
                    coming <- next ()

                    try
                        yield item
                    finally
                        // Whoever stops early may close what the items are read from.
                        (coming :> Task).ContinueWith(ignore<Task>).GetAwaiter().GetResult()
                | ValueNone -> isOpen <- false
        }

    /// `transform` of each piece in their order, `threads` at a time, and the bytes up to its end.
    let map
        (threads: int)
        (cancellation: CancellationToken)
        (transform: ReadOnlyMemory<byte> -> 'a)
        (pieces: seq<ReadOnlyMemory<byte>>)
        : seq<struct ('a * int64)> =
        seq {
            let mutable bytesDone = 0L

            for batch in pieces |> Seq.chunkBySize threads |> ahead do
                cancellation.ThrowIfCancellationRequested()

                let transformed =
                    batch
                    |> Array.map (fun piece -> Task.Run(fun () -> transform piece))
                    |> Task.WhenAll

                for piece, result in Seq.zip batch (transformed.GetAwaiter().GetResult()) do
                    bytesDone <- bytesDone + int64 piece.Length
                    yield struct (result, bytesDone)
        }
