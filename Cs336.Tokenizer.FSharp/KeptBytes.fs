namespace Cs336.Tokenizer

#nowarn "9" // Bytes are copied and compared through pointers.

open System
open FSharp.NativeInterop

/// The bytes of pre-tokens that are too long to be their own key, one after the other, each known by where it begins.
[<Sealed>]
type internal KeptBytes() =
    let mutable bytes: NativeBuffer<byte> = new NativeBuffer<byte>(1L <<< 12)
    // Offset 0 stays free: with the mark alone, a key would look like one that is kept there.
    let mutable used = 1L

    /// Where the bytes of offset `offset` lie, until more are kept.
    member _.At(offset: int64) : nativeptr<byte> =
        NativePtr.ofNativeInt (NativePtr.toNativeInt bytes.Start + nativeint offset)

    /// Keeps a copy and returns its offset.
    member this.Keep(text: nativeptr<byte>, length: int) : int64 =
        let offset = used
        used <- used + int64 length

        if used > bytes.Length then
            bytes <- bytes.Grown(max used (2L * bytes.Length))

        Buffer.MemoryCopy(NativePtr.toVoidPtr text, NativePtr.toVoidPtr (this.At offset), int64 length, int64 length)
        offset

    /// Whether the `length` bytes kept at `offset` are those at `text`.
    member this.Equal(offset: int64, text: nativeptr<byte>, length: int) : bool =
        ReadOnlySpan<byte>(NativePtr.toVoidPtr (this.At offset), length).SequenceEqual(ReadOnlySpan<byte>(NativePtr.toVoidPtr text, length))

    /// Forgets everything.
    member _.Clear() = used <- 1L

    interface IDisposable with
        member _.Dispose() = (bytes :> IDisposable).Dispose()
