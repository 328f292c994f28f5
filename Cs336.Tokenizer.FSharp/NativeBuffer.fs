namespace Cs336.Tokenizer

#nowarn "9" // The hot loops work on memory outside the garbage collector's heap; this file is where it comes from.

open System
open System.Runtime.InteropServices
open FSharp.NativeInterop

/// Memory straight from the system: it comes zeroed, takes no room before it is written, and is the system's again as soon as it is
/// given back, whatever the C library keeps for later.
module private Pages =

    [<DllImport("libc", EntryPoint = "mmap", SetLastError = true)>]
    extern nativeint private mapLinux(nativeint address, unativeint length, int protection, int flags, int file, nativeint offset)

    [<DllImport("libc", EntryPoint = "munmap")>]
    extern int private unmapLinux(nativeint start, unativeint length)

    [<DllImport("libc", EntryPoint = "madvise")>]
    extern int private adviseLinux(nativeint start, unativeint length, int advice)

    let private readAndWrite = 3
    let private privateAndAnonymous = 0x22
    let private useHugePages = 14

    /// Bytes of a huge page. A table that is probed at random misses the address translation cache at every probe unless it has these.
    let huge = 2un <<< 20

    /// Bytes from which on memory is mapped. The C library would keep what is given back, in the hope of somebody who wants as much.
    let leastMapped = 256un <<< 10

    /// Where mapped memory starts, or nothing where the system is not asked.
    let tryMap (length: unativeint) : nativeint voption =
        if OperatingSystem.IsLinux() then
            match mapLinux (0n, length, readAndWrite, privateAndAnonymous, -1, 0n) with
            | -1n -> raise (OutOfMemoryException $"The system has no {length} bytes of memory left.")
            | start ->
                if length >= huge then
                    // Only advice: where the system refuses it, the pages stay small.
                    adviseLinux (start, length, useHugePages) |> ignore

                ValueSome start
        else
            ValueNone

    let unmap (start: nativeint) (length: unativeint) : unit = unmapLinux (start, length) |> ignore

/// Zeroed memory outside the garbage collector's heap: it never moves, may exceed two billion items, and is given back the moment
/// its owner is done with it. Freed by `Dispose`, or by the finalizer where the owner lives as long as a tokenizer.
[<Sealed>]
type internal NativeBuffer<'T when 'T: unmanaged>(length: int64) =

    let size = unativeint (max 64L (length * int64 sizeof<'T>))

    // What begins within a huge page takes all of it: what is smaller does not ask for one, what is larger has room to begin at its
    // boundary.
    let boundary = if size >= Pages.huge then Pages.huge else 64un

    let mappedSize = if size >= Pages.huge then size + Pages.huge else size

    let mapped =
        if size >= Pages.leastMapped then
            Pages.tryMap mappedSize
        else
            ValueNone

    let mutable start =
        match mapped with
        | ValueSome address ->
            NativePtr.toVoidPtr (NativePtr.ofNativeInt<byte>(nativeint ((unativeint address + boundary - 1un) &&& ~~~(boundary - 1un))))
        | ValueNone ->
            let start = NativeMemory.AlignedAlloc(size, 64un)
            NativeMemory.Clear(start, size)
            start

    let free () =
        if NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> start) <> 0n then
            match mapped with
            | ValueSome address -> Pages.unmap address mappedSize
            | ValueNone -> NativeMemory.AlignedFree start

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
