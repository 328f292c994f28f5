namespace Cs336.Tokenizer

#nowarn "9" // The hot loops work on memory outside the garbage collector's heap; this file is where it comes from.

open System
open System.Runtime.InteropServices
open FSharp.NativeInterop

module private LargePages =

    [<DllImport("libc", EntryPoint = "madvise")>]
    extern int private adviseLinux(voidptr start, unativeint length, int advice)

    let private useHugePages = 14

    /// A table that is probed at random misses the address translation cache at every probe unless its pages are large.
    let advise (start: voidptr) (length: unativeint) : unit =
        if OperatingSystem.IsLinux() then
            // Only advice: where the system refuses it, the pages stay small.
            adviseLinux (start, length, useHugePages) |> ignore

/// Zeroed memory outside the garbage collector's heap: it never moves, may exceed two billion items, and is given back the moment
/// its owner is done with it. Freed by `Dispose`, or by the finalizer where the owner lives as long as a tokenizer.
[<Sealed>]
type internal NativeBuffer<'T when 'T: unmanaged>(length: int64) =

    static let largePage = 2UL <<< 20

    let size = unativeint (max 64L (length * int64 sizeof<'T>))

    let mutable start =
        if uint64 size >= 2UL * largePage then
            let start = NativeMemory.AlignedAlloc(size, unativeint largePage)
            LargePages.advise start size
            start
        else
            NativeMemory.AlignedAlloc(size, 64un)

    do NativeMemory.Clear(start, size)

    let free () =
        NativeMemory.AlignedFree start
        start <- NativePtr.toVoidPtr (NativePtr.ofNativeInt<byte> 0n)

    /// The first item; the next ones follow it.
    member _.Start: nativeptr<'T> = NativePtr.ofVoidPtr start

    member _.Length = length

    /// A longer buffer with the same items at its beginning; this one is freed.
    member this.Grown(longer: int64) : NativeBuffer<'T> =
        let grown = new NativeBuffer<'T>(longer)

        Buffer.MemoryCopy(
            start,
            NativePtr.toVoidPtr grown.Start,
            uint64 grown.Length * uint64 sizeof<'T>,
            uint64 length * uint64 sizeof<'T>
        )

        (this :> IDisposable).Dispose()
        grown

    override _.Finalize() = free ()

    interface IDisposable with
        member this.Dispose() =
            free ()
            GC.SuppressFinalize this
