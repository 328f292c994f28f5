namespace Cs336.Tokenizer

#nowarn "9" // Ids are written through pointers.

open System
open FSharp.NativeInterop

/// Ids as they come, in memory that grows and is used again.
[<Sealed>]
type internal IdBuffer() =
    let mutable buffer: NativeBuffer<int> = new NativeBuffer<int>(4096L)
    let mutable count = 0L

    /// Forgets all ids.
    member _.Clear() = count <- 0L

    /// Where the next ids are written: up to `most` of them.
    member _.Room(most: int) : nativeptr<int> =
        if count + int64 most > buffer.Length then
            buffer <- buffer.Grown(max (count + int64 most) (2L * buffer.Length))

        NativePtr.ofNativeInt (NativePtr.toNativeInt buffer.Start + nativeint count * 4n)

    member _.Advance(written: int) = count <- count + int64 written

    member _.ToArray() : TokenId[] =
        let ids = GC.AllocateUninitializedArray<TokenId>(int count)
        ReadOnlySpan<int>(NativePtr.toVoidPtr buffer.Start, int count).CopyTo(Span ids)
        ids
