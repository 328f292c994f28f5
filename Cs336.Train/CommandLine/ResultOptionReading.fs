/// From Argu's unions to the public records, for the commands that make something of what was trained.
module internal Cs336.Train.ResultOptionReading

open Argu
open Cs336.Train.OptionReading
open Cs336.Train.Values

let export (results: ParseResults<ExportArguments>) : Result<ExportOptions, string> =
    let apply (options: ExportOptions) argument =
        match argument with
        | ExportArguments.Run text -> assign nonEmpty text (fun value -> { options with Run = value })
        | ExportArguments.Checkpoint text -> assign nonEmpty text (fun value -> { options with Checkpoint = value })
        | ExportArguments.To text -> assign (oneOf [ "torchsharp"; "huggingface"; "gguf" ]) text (fun value -> { options with To = value })
        | ExportArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | ExportArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })

    results
    |> readInto ExportOptions.Default apply
    |> Result.bind (fun options ->
        options
        |> requireEither ("--run", options.Run) ("--checkpoint", options.Checkpoint) "cs336 export")

let report (results: ParseResults<ReportArguments>) : Result<ReportOptions, string> =
    let apply (options: ReportOptions) argument =
        match argument with
        | ReportArguments.Runs texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Runs = append values options.Runs
            })
        | ReportArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })

    results |> readInto ReportOptions.Default apply
