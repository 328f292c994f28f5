namespace Cs336.Train

open Argu

// The commands that look and change nothing.

[<Unique; Example("cs336 account --preset gpt2-xl --memory-budget 80GB --mfu 0.5 --peak 19.5e12")>]
type internal AccountArguments =
    | Preset of P: string
    | Config of FILE: string
    | Context_Length of N: string
    | Memory_Budget of SIZE: string
    | Batch_Size of N: string
    | Steps of N: string
    | Mfu of F: string
    | Peak of FLOPS: string
    | Json
    | Markdown

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Preset _ -> "gpt2-small, gpt2-medium, gpt2-large or gpt2-xl, or a preset of 'cs336 train', such as tinystories-17m or owt."
            | Config _ -> "JSON file with a configuration, instead of --preset: a run's config.json, or sizes of a model alone."
            | Context_Length _ -> "tokens per sequence (default: the configuration's)."
            | Memory_Budget _ -> "memory to find the largest batch for, such as 80GB (10^9 bytes) or 80GiB (2^30; default: 80GB)."
            | Batch_Size _ -> "sequences per batch (default: the configuration's)."
            | Steps _ -> "number of updates (default: the configuration's)."
            | Mfu _ -> $"part of the peak that training reaches, up to 1 (default: {AccountOptions.Default.Mfu})."
            | Peak _ -> "FLOPs per second of the hardware, such as 19.5e12 or 19.5T (the default: an A100 in float32)."
            | Json -> "print the account as one JSON object."
            | Markdown -> "print the account as Markdown."

[<Unique; Example("cs336 doctor --run run")>]
type internal DoctorArguments =
    | Device of D: string
    | Run of DIR: string
    | Json

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Device _ -> "device to measure: cpu, cuda, cuda:N or mps (default: cuda where there is one)."
            | Run _ -> "directory that a run is to be written in (default: the current one)."
            | Json -> "print what was found as one JSON object."
