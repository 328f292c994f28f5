namespace Cs336.Tokenizer

open System
open System.IO

/// The facades' hands on the disk: what the operating system refuses becomes this library's exception.
module internal Files =

    /// Runs `action`, which uses the file or directory `path`.
    let touching (path: string) (action: unit -> 'a) : 'a =
        try
            action ()
        with
        | :? FileNotFoundException
        | :? DirectoryNotFoundException as error -> raise (TokenizerException($"The file {path} does not exist.", false, error))
        | :? IOException
        | :? UnauthorizedAccessException
        | :? ArgumentException
        | :? NotSupportedException as error -> raise (TokenizerException($"The file {path} cannot be used: {error.Message}", false, error))

    let read (path: string) : byte[] =
        touching path (fun () -> File.ReadAllBytes path)

    let readJson (path: string) : JsonFile = { Name = path; Content = read path }

    /// What `read` makes of the contents, which may exceed the memory.
    let readStream (path: string) (read: Stream -> 'a) : 'a =
        touching path (fun () ->
            use stream = File.OpenRead path
            read stream)

    let private writeAsideBy (path: string) (write: Stream -> unit) : string =
        // A name of its own: another process may be writing the same file.
        let aside = $"{path}.{Guid.NewGuid():N}.tmp"

        touching path (fun () ->
            try
                use stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write)
                write stream
                stream.Flush true
            with _ ->
                if File.Exists aside then
                    File.Delete aside

                reraise ()

            aside)

    /// Writes the contents under a temporary name, on the disk for good, and returns that name.
    let writeAside (path: string) (contents: byte[]) : string =
        writeAsideBy path (fun stream -> stream.Write(ReadOnlySpan contents))

    let delete (path: string) : unit =
        touching path (fun () -> File.Delete path)

    /// The same for several files: all of them, or none.
    let writeAllAside (files: (string * byte[]) list) : (string * string) list =
        let written = ResizeArray<string * string>()

        try
            for path, contents in files do
                written.Add(writeAside path contents, path)
        with _ ->
            for aside, _ in written do
                delete aside

            reraise ()

        List.ofSeq written

    /// Gives a file its final name, over whatever has it.
    let rename (aside: string) (path: string) : unit =
        touching path (fun () -> File.Move(aside, path, true))

    /// Writes a file that appears under its name when it is complete.
    let write (path: string) (contents: byte[]) : unit = rename (writeAside path contents) path

    /// The same for what is written bit by bit.
    let writeStream (path: string) (write: Stream -> unit) : unit = rename (writeAsideBy path write) path

    let createDirectory (path: string) : unit =
        touching path (fun () -> Directory.CreateDirectory path |> ignore)
