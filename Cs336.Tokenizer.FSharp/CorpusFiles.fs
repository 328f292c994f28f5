namespace Cs336.Tokenizer

#nowarn "9" // A mapped file is a pointer.

open System
open System.IO
open System.IO.MemoryMappedFiles
open FSharp.NativeInterop

/// Files as corpora: mapped into memory, so that the system keeps what fits of them and they may exceed it.
module internal CorpusFiles =

    let private mapped (file: FileStream) : Corpus =
        let map =
            MemoryMappedFile.CreateFromFile(file, null, 0L, MemoryMappedFileAccess.Read, HandleInheritability.None, false)

        let view = map.CreateViewAccessor(0L, 0L, MemoryMappedFileAccess.Read)
        let mutable start = NativePtr.ofNativeInt<byte> 0n
        view.SafeMemoryMappedViewHandle.AcquirePointer(&start)

        let owner = {
            new IDisposable with
                member _.Dispose() =
                    view.SafeMemoryMappedViewHandle.ReleasePointer()
                    view.Dispose()
                    map.Dispose()
        }

        // The view ends with a whole page; the file may end before.
        new Corpus(start, file.Length, owner)

    /// The bytes of a file, which must keep its length until the corpus is disposed of.
    let openCorpus (path: string) : Corpus =
        Files.touching path (fun () ->
            let file =
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.RandomAccess)

            try
                if file.Length = 0L then
                    // An empty file cannot be mapped, and need not be.
                    file.Dispose()
                    Corpus.ofMemory ReadOnlyMemory.Empty
                else
                    mapped file
            with _ ->
                file.Dispose()
                reraise ())
