namespace Cs336.Tokenizer

open System
open System.IO
open Microsoft.Win32.SafeHandles

/// Files as corpora: read in windows at any place, so that they may exceed the memory.
module internal CorpusFiles =

    let openFile (path: string) : SafeFileHandle =
        Files.touching path (fun () -> File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess))

    let corpusOf (path: string) (file: SafeFileHandle) : Corpus =
        let rec fill (offset: int64) (buffer: Memory<byte>) : unit =
            if buffer.Length > 0 then
                match RandomAccess.Read(file, buffer.Span, offset) with
                | 0 ->
                    Fault.data $"The file {path} changed while it was read: expected more bytes at {offset}, found its end."
                    |> Fault.orThrow
                | count -> fill (offset + int64 count) (buffer.Slice count)

        {
            Length = Files.touching path (fun () -> RandomAccess.GetLength file)
            Read = fun offset buffer -> Files.touching path (fun () -> fill offset buffer)
        }
