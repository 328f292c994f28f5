module Cs336.Tokenizer.Tests.Folders

open System
open System.IO
open Xunit
open Cs336.Tokenizer

/// A temporary directory, which is gone afterwards.
let inDirectory (action: string -> 'a) : 'a =
    let directory = Directory.CreateTempSubdirectory "cs336-tokenizer-"

    try
        action directory.FullName
    finally
        directory.Delete true

/// What `read` makes of a file of that name and content.
let ofFile (name: string) (content: string) (read: string -> 'a) : 'a =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, name)
        File.WriteAllText(path, content)
        read path)

/// The sentence with which the data are refused.
let refusal (action: unit -> 'a) : string =
    let error = Assert.Throws<TokenizerException>(fun () -> action () |> ignore)
    Assert.False error.IsUsageError
    error.Message

/// Where the fixtures that are not part of this repository lie, if they are here.
let sharedFixtures: string =
    let rec above (folder: DirectoryInfo | null) =
        match folder with
        | null -> ""
        | folder when File.Exists(Path.Combine(folder.FullName, "Cs336.sln")) -> Path.Combine(folder.FullName, "..", "shared", "fixtures")
        | folder -> above folder.Parent

    above (DirectoryInfo AppContext.BaseDirectory)

/// The path of a shared fixture; skips the test, saying why, where it is not here.
let sharedFixture (name: string) : string =
    let path = Path.Combine(sharedFixtures, name)
    Skip.IfNot(File.Exists path, $"{path}, which belongs to the course or is a collection, is not here.")
    path
