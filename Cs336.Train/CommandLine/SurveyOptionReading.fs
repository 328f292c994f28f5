/// The options of `cs336 account` and `cs336 doctor`, from Argu's unions to the public records.
module internal Cs336.Train.SurveyOptionReading

open Argu
open Cs336.Train.OptionReading
open Cs336.Train.Values

let account (results: ParseResults<AccountArguments>) : Result<AccountOptions, string> =
    let apply (options: AccountOptions) argument =
        match argument with
        | AccountArguments.Preset text -> assign nonEmpty text (fun value -> { options with Preset = value })
        | AccountArguments.Config text -> assign nonEmpty text (fun value -> { options with Config = value })
        | AccountArguments.Context_Length text -> assignNullable count text (fun value -> { options with ContextLength = value })
        | AccountArguments.Memory_Budget text -> assign memorySize text (fun value -> { options with MemoryBudget = value })
        | AccountArguments.Batch_Size text -> assignNullable count text (fun value -> { options with BatchSize = value })
        | AccountArguments.Steps text -> assignNullable count text (fun value -> { options with Steps = value })
        | AccountArguments.Mfu text -> assign probability text (fun value -> { options with Mfu = value })
        | AccountArguments.Peak text -> assign flopRate text (fun value -> { options with Peak = value })
        | AccountArguments.Json -> Ok { options with Json = true }
        | AccountArguments.Markdown -> Ok { options with Markdown = true }

    let command = "cs336 account"

    results
    |> readInto AccountOptions.Default apply
    |> Result.bind (fun options ->
        options
        |> requireEither ("--preset", options.Preset) ("--config", options.Config) command)
    |> Result.bind (fun options ->
        if options.Json && options.Markdown then
            Error(Sentences.exclusive "--json" "--markdown" command)
        else
            Ok options)

let doctor (results: ParseResults<DoctorArguments>) : Result<DoctorOptions, string> =
    let apply (options: DoctorOptions) argument =
        match argument with
        | DoctorArguments.Device text -> assign nonEmpty text (fun value -> { options with Device = value })
        | DoctorArguments.Run text -> assign nonEmpty text (fun value -> { options with Run = value })
        | DoctorArguments.Json -> Ok { options with Json = true }

    results |> readInto DoctorOptions.Default apply
