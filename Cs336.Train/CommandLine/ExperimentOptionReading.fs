/// The options of `cs336 experiment` and `cs336 writeup`, from Argu's unions to the public records.
module internal Cs336.Train.ExperimentOptionReading

open Argu
open Cs336.Train.OptionReading
open Cs336.Train.Values

let private scale = oneOf [ "smoke"; "low"; "full" ]

let list (results: ParseResults<ExperimentListArguments>) : Result<ExperimentListOptions, string> =
    let apply (options: ExperimentListOptions) argument =
        match argument with
        | ExperimentListArguments.Scale text -> assign scale text (fun value -> { options with Scale = value })
        | ExperimentListArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })

    results |> readInto ExperimentListOptions.Default apply

let run (results: ParseResults<ExperimentRunArguments>) : Result<ExperimentRunOptions, string> =
    let apply (options: ExperimentRunOptions) argument =
        match argument with
        | ExperimentRunArguments.Experiments texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Experiments = append values options.Experiments
            })
        | ExperimentRunArguments.Scale text -> assign scale text (fun value -> { options with Scale = value })
        | ExperimentRunArguments.Data text -> assign nonEmpty text (fun value -> { options with Data = value })
        | ExperimentRunArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | ExperimentRunArguments.Only texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Only = append values options.Only
            })
        | ExperimentRunArguments.Skip texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Skip = append values options.Skip
            })
        | ExperimentRunArguments.Again -> Ok { options with Again = true }
        | ExperimentRunArguments.Device text -> assign nonEmpty text (fun value -> { options with Device = value })
        | ExperimentRunArguments.Dtype text ->
            assign (oneOf [ "float32"; "bf16"; "auto" ]) text (fun value -> { options with DType = value })
        | ExperimentRunArguments.Threads text -> assignNullable threads text (fun value -> { options with Threads = value })
        | ExperimentRunArguments.Quiet -> Ok { options with Quiet = true }

    results |> readInto ExperimentRunOptions.Default apply

let writeup (results: ParseResults<WriteupArguments>) : Result<WriteupOptions, string> =
    let apply (options: WriteupOptions) argument =
        match argument with
        | WriteupArguments.Experiments text -> assign nonEmpty text (fun value -> { options with Experiments = value })
        | WriteupArguments.Scale text -> assign scale text (fun value -> { options with Scale = value })
        | WriteupArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })

    results |> readInto WriteupOptions.Default apply
