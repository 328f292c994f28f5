namespace Cs336.Tokenizer

#nowarn "9" // Ids are written through pointers.

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open FSharp.NativeInterop

/// Ids as they come, in memory that grows and is used again. It is an array, so that it can be shown to anyone, and pinned, so that it
/// can be written through pointers.
[<Sealed>]
type internal IdBuffer() =
    /// Ids that there is room for while nobody needs any.
    static let largestIdle = 1 <<< 22

    static let newBuffer () =
        GC.AllocateUninitializedArray<int>(4096, true)

    let mutable buffer = newBuffer ()
    let mutable count = 0

    /// Forgets all ids.
    member _.Clear() = count <- 0

    member _.Count = count

    /// Where the next ids are written: up to `most` of them.
    member _.Room(most: int) : nativeptr<int> =
        let needed = int64 count + int64 most

        if needed > int64 buffer.Length then
            let longer = min (int64 Array.MaxLength) (max needed (2L * int64 buffer.Length))
            let grown = GC.AllocateUninitializedArray<int>(int (max needed longer), true)
            Array.blit buffer 0 grown 0 count
            buffer <- grown

        NativePtr.add (NativePtr.ofVoidPtr (Unsafe.AsPointer(&MemoryMarshal.GetArrayDataReference buffer))) count

    member _.Advance(written: int) = count <- count + written

    /// Forgets all ids, and the memory too where it is that of a text rather than of a part of one.
    member _.Shrink() =
        count <- 0

        if buffer.Length > largestIdle then
            buffer <- newBuffer ()

    /// The ids, which are valid until the next ones come.
    member _.Lent = ArraySegment<TokenId>(buffer, 0, count)

    member _.ToArray() : TokenId[] =
        let ids = GC.AllocateUninitializedArray<TokenId> count
        ReadOnlySpan<int>(buffer, 0, count).CopyTo(Span ids)
        ids
