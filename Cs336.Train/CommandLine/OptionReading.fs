/// From Argu's unions to the public records: each value checked, then what the options of a command mean together.
module internal Cs336.Train.OptionReading

open System
open System.Collections.Generic
open Argu
open Cs336.Train.Values

/// Folds the arguments into the defaults, in the order given. `apply` handles every case of the union,
/// so an option that nobody reads does not compile.
let readInto
    (defaults: 'Options)
    (apply: 'Options -> 'Arguments -> Result<'Options, Mismatch>)
    (results: ParseResults<'Arguments>)
    : Result<'Options, string> =
    let complain argument mismatch =
        let case = results.Parser.GetArgumentCaseInfo argument
        Sentences.unacceptable (Levels.nameOf case) mismatch

    let applyNext options argument =
        options
        |> Result.bind (fun options -> apply options argument |> Result.mapError (complain argument))

    results.GetAllResults() |> List.fold applyNext (Ok defaults)

/// Reads the text of an option and puts its value into the record.
let assign (read: 'Text -> Result<'Value, Mismatch>) (text: 'Text) (put: 'Value -> 'Options) = read text |> Result.map put

/// The same for an option whose absence is a null.
let assignNullable read text put = assign read text (Nullable >> put)

/// A list with more at its end.
let append (next: string list) (list: IReadOnlyList<string>) : IReadOnlyList<string> =
    Seq.append list next |> Seq.toArray :> _

let quickstart (results: ParseResults<QuickstartArguments>) : Result<QuickstartOptions, string> =
    let apply (options: QuickstartOptions) argument =
        match argument with
        | QuickstartArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | QuickstartArguments.Minutes text -> assign positive text (fun value -> { options with Minutes = value })
        | QuickstartArguments.Input texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Input = append values options.Input
            })
        | QuickstartArguments.Seed text -> assign seed text (fun value -> { options with Seed = value })
        | QuickstartArguments.Threads text -> assignNullable threads text (fun value -> { options with Threads = value })
        | QuickstartArguments.Quiet -> Ok { options with Quiet = true }

    results |> readInto QuickstartOptions.Default apply

let dataSynth (results: ParseResults<DataSynthArguments>) : Result<DataSynthOptions, string> =
    let apply (options: DataSynthOptions) argument =
        match argument with
        | DataSynthArguments.Kind text -> assign (oneOf [ "stories"; "web" ]) text (fun value -> { options with Kind = value })
        | DataSynthArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | DataSynthArguments.Megabytes text -> assign positive text (fun value -> { options with Megabytes = value })
        | DataSynthArguments.Seed text -> assign seed text (fun value -> { options with Seed = value })
        | DataSynthArguments.Words text -> assignNullable count text (fun value -> { options with Words = value })
        | DataSynthArguments.Quiet -> Ok { options with Quiet = true }

    results |> readInto DataSynthOptions.Default apply

let dataFetch name (results: ParseResults<DataFetchSetArguments>) : Result<DataFetchOptions, string> =
    let apply (options: DataFetchOptions) argument =
        match argument with
        | DataFetchSetArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | DataFetchSetArguments.Mirror text ->
            assign webAddress text (fun value -> {
                options with
                    Mirrors = Seq.append options.Mirrors [ value ] |> Seq.toArray
            })
        | DataFetchSetArguments.Unverified -> Ok { options with Unverified = true }
        | DataFetchSetArguments.Quiet -> Ok { options with Quiet = true }

    results
    |> readInto
        {
            DataFetchOptions.Default with
                Name = name
        }
        apply

/// Makes sure that exactly one of two options was given.
let requireEither (first, firstValue: string | null) (second, secondValue: string | null) command options =
    match firstValue, secondValue with
    | null, null -> Error(Sentences.eitherMissing first second command)
    | null, _
    | _, null -> Ok options
    | _ -> Error(Sentences.exclusive first second command)

let evaluate (results: ParseResults<EvaluateArguments>) : Result<EvaluateOptions, string> =
    let apply (options: EvaluateOptions) argument =
        match argument with
        | EvaluateArguments.Run text -> assign nonEmpty text (fun value -> { options with Run = value })
        | EvaluateArguments.Checkpoint text -> assign nonEmpty text (fun value -> { options with Checkpoint = value })
        | EvaluateArguments.Data text -> assign nonEmpty text (fun value -> { options with Data = value })
        | EvaluateArguments.Batch_Size text -> assignNullable count text (fun value -> { options with BatchSize = value })
        | EvaluateArguments.Stride text -> assignNullable count text (fun value -> { options with Stride = value })
        | EvaluateArguments.Device text -> assign nonEmpty text (fun value -> { options with Device = value })
        | EvaluateArguments.Threads text -> assignNullable threads text (fun value -> { options with Threads = value })
        | EvaluateArguments.Json -> Ok { options with Json = true }
        | EvaluateArguments.Quiet -> Ok { options with Quiet = true }
        | EvaluateArguments.Trace_Shapes -> Ok { options with TraceShapes = true }

    results
    |> readInto EvaluateOptions.Default apply
    |> Result.bind (fun options ->
        options
        |> requireEither ("--run", options.Run) ("--checkpoint", options.Checkpoint) "cs336 evaluate")
