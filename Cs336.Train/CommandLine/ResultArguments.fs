namespace Cs336.Train

open Argu

[<Unique; Example("cs336 export --run run --to torchsharp --out model.dat")>]
type internal ExportArguments =
    | Run of DIR: string
    | Checkpoint of DIR: string
    | [<Mandatory>] To of FORM: string
    | [<Mandatory>] Out of PATH: string
    | Tokenizer of DIR: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Run _ -> "run directory; its best checkpoint is exported."
            | Checkpoint _ -> "checkpoint directory, instead of --run."
            | To _ -> "torchsharp: a file for Module.load; huggingface: a directory for transformers' Llama."
            | Out _ -> "file or directory to write."
            | Tokenizer _ -> "tokenizer directory, for huggingface (default: the run's)."

[<Unique; Example("cs336 report run-a run-b --out report")>]
type internal ReportArguments =
    | [<MainCommand; Mandatory>] Runs of RUN: string list
    | Out of DIR: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Runs _ -> "the run directories to draw, one or several."
            | Out _ -> $"directory for the page and the plots (default: {ReportOptions.Default.Out})."
