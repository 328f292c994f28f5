namespace Cs336.Tokenizer

open System.IO

/// A tokenizer directory on the disk.
module internal TokenizerDirectory =

    /// Reads what `write` wrote.
    let read (directory: string) : Result<Vocabulary, Fault> =
        let path name = Path.Combine(directory, name)

        if not (Directory.Exists directory) then
            Fault.data $"The tokenizer directory {directory} does not exist."
        else
            match TokenizerFiles.names |> List.tryFind (path >> File.Exists >> not) with
            | Some name ->
                Fault.data $"The tokenizer directory {directory} is incomplete: expected {TokenizerFiles.allNames}, found no {name}."
            | None ->
                let merges = path TokenizerFiles.merges

                TokenizerFiles.readAll
                    (Files.readJson (path TokenizerFiles.vocabulary))
                    (merges, Files.read merges)
                    (Files.readJson (path TokenizerFiles.specialTokens))

    /// Writes all files under temporary names, then gives them their own. Whatever interrupts it leaves the old tokenizer, the new one,
    /// or a directory without the seal.
    let write (directory: string) (vocabulary: Vocabulary) : Result<unit, Fault> =
        let path name = Path.Combine(directory, name)

        TokenizerFiles.write vocabulary
        |> Result.map (fun files ->
            Files.createDirectory directory

            let written =
                files |> List.map (fun file -> path file.Key, file.Value) |> Files.writeAllAside

            Files.delete (path TokenizerFiles.seal)

            for aside, path in written do
                Files.rename aside path)
