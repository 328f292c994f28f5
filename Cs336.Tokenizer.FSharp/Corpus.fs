namespace Cs336.Tokenizer

#nowarn "9" // A corpus is a stretch of memory: pinned, or a file that the system maps page by page.

open System
open System.Buffers
open FSharp.NativeInterop

/// Bytes that any number of threads can read at any place: memory that stays where it is until the corpus is disposed of.
[<Sealed>]
type internal Corpus(start: nativeptr<byte>, length: int64, owner: IDisposable) =

    member _.Start = start

    member _.Length = length

    /// The bytes from `offset` on.
    member _.Slice(offset: int64, count: int) : ReadOnlySpan<byte> =
        ReadOnlySpan<byte>(NativePtr.toVoidPtr (NativePtr.ofNativeInt<byte>(NativePtr.toNativeInt start + nativeint offset)), count)

    interface IDisposable with
        member _.Dispose() = owner.Dispose()

module internal Corpus =

    /// Memory that is pinned for as long as the corpus is in use.
    let ofMemory (bytes: ReadOnlyMemory<byte>) : Corpus =
        let pin = bytes.Pin()
        new Corpus(NativePtr.ofVoidPtr pin.Pointer, int64 bytes.Length, pin)

    let private unowned = {
        new IDisposable with
            member _.Dispose() = ()
    }

    /// Memory that the caller keeps in place.
    let ofPinned (start: nativeptr<byte>) (length: int) : Corpus =
        new Corpus(start, int64 length, unowned)
