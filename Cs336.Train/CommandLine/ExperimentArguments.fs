namespace Cs336.Train

open Argu

// The commands that run the assignment's experiments and write them up.

[<Unique; Example("cs336 experiment list --scale low")>]
type internal ExperimentListArguments =
    | Scale of S: string
    | Out of DIR: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Scale _ -> $"smoke, low or full (default: {ExperimentListOptions.Default.Scale})."
            | Out _ -> $"folder that experiments are run in (default: {ExperimentListOptions.Default.Out})."

[<Unique; Example("cs336 experiment run learning_rate --scale low")>]
type internal ExperimentRunArguments =
    | [<MainCommand; Mandatory>] Experiments of NAME: string list
    | [<Mandatory>] Scale of S: string
    | Data of DIR: string
    | Out of DIR: string
    | Only of RUN: string list
    | Skip of RUN: string list
    | Again
    | Device of D: string
    | Dtype of TYPE: string
    | Threads of N: string
    | Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Experiments _ -> "the experiments, by the names that 'cs336 experiment list' tells, or all."
            | Scale _ -> "smoke (seconds), low (minutes each on two cores) or full (the assignment's own: one GPU, hours)."
            | Data _ -> "folder of the course's texts, which 'cs336 data fetch' fills (default: below full scale, synthetic texts)."
            | Out _ -> $"folder for log, runs and results (default: {ExperimentRunOptions.Default.Out})."
            | Only _ -> "make only these runs, and what they need."
            | Skip _ -> "leave these runs out."
            | Again -> "make runs again that are recorded already."
            | Device _ -> "cpu, cuda, cuda:N or mps (default: cuda where there is one)."
            | Dtype _ -> "type of matrix products: float32 (the default), bf16, or auto, the faster one here."
            | Threads _ -> "threads to use (default: below full scale a fixed number, which makes losses reproducible; else one per core)."
            | Quiet -> "show no progress."

[<Unique; Example("cs336 writeup --experiments experiments --out writeup")>]
type internal WriteupArguments =
    | Experiments of DIR: string
    | Scale of S: string
    | Out of DIR: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Experiments _ -> $"folder that experiments were run in (default: {WriteupOptions.Default.Experiments})."
            | Scale _ -> "smoke, low or full (default: for each problem the largest at which all of its runs are recorded)."
            | Out _ -> $"folder for the document (default: {WriteupOptions.Default.Out})."

[<CliPrefix(CliPrefix.None)>]
type internal ExperimentArguments =
    | List of ParseResults<ExperimentListArguments>
    | Run of ParseResults<ExperimentRunArguments>

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | List _ -> "list the experiments, their runs, and what is recorded."
            | Run _ -> "make the runs of experiments that are not recorded yet, or go on with one that was interrupted."
