namespace Cs336.Train

open System
open Argu

/// A line to copy, printed at the end of a command's help.
[<AttributeUsage(AttributeTargets.Class)>]
type internal ExampleAttribute(line: string) =
    inherit Attribute()
    member _.Line = line

// The unions say which options there are, how often each may be given, and what the help tells about it.
// Every value is text here: `Values` alone knows what makes a good number or path, and says so in the same words everywhere.

[<Unique; Example("cs336 quickstart --minutes 5 --input my-novel.txt")>]
type internal QuickstartArguments =
    | Out of DIR: string
    | Minutes of M: string
    | Input of FILE: string list
    | Seed of S: string
    | Threads of N: string
    | Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Out _ -> $"run directory to write (default: {QuickstartOptions.Default.Out})."
            | Minutes _ -> $"training time in minutes (default: {QuickstartOptions.Default.Minutes})."
            | Input _ -> "your own text files, UTF-8 (default: a corpus of synthetic stories)."
            | Seed _ -> $"seed of everything random (default: {QuickstartOptions.Default.Seed})."
            | Threads _ -> "threads to use (default: one per core)."
            | Quiet -> "show no progress."

[<Unique; Example("cs336 data synth --kind stories --out stories.txt --megabytes 20 --seed 1")>]
type internal DataSynthArguments =
    | [<Mandatory>] Kind of K: string
    | [<Mandatory>] Out of FILE: string
    | [<Mandatory>] Megabytes of N: string
    | Seed of S: string
    | Words of N: string
    | Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Kind _ -> "what to write: stories (few distinct words) or web (millions of them, several scripts, code, links)."
            | Out _ -> "text file to write."
            | Megabytes _ -> "size of the text in megabytes (10^6 bytes)."
            | Seed _ -> $"seed of the generator: the same one writes the same text (default: {DataSynthOptions.Default.Seed})."
            | Words _ -> "number of base words that the stories use (default: 5000)."
            | Quiet -> "show no progress."

[<Example("cs336 data fetch tinystories --out data")>]
type internal DataFetchSetArguments =
    | [<Unique>] Out of DIR: string
    | Mirror of URL: string
    | [<Unique>] Unverified
    | [<Unique>] Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Out _ -> $"directory for the files (default: {DataFetchOptions.Default.Out})."
            | Mirror _ -> "a mirror of Hugging Face, or a folder with the files, to use instead; may be repeated."
            | Unverified -> "keep files that are not the course's, and record what they are."
            | Quiet -> "show no progress."

[<CliPrefix(CliPrefix.None)>]
type internal DataFetchArguments =
    | TinyStories of ParseResults<DataFetchSetArguments>
    | Owt of ParseResults<DataFetchSetArguments>

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | TinyStories _ -> "TinyStories, as GPT-4 wrote them: 2.2 GB to train on, 23 MB to validate on."
            | Owt _ -> "the course's sample of OpenWebText: 11.9 GB to train on, 290 MB to validate on."

[<CliPrefix(CliPrefix.None)>]
type internal DataArguments =
    | Fetch of subcommand: ParseResults<DataFetchArguments>
    | Synth of ParseResults<DataSynthArguments>

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Fetch _ -> "download the course's texts, or go on with an interrupted download."
            | Synth _ -> "write synthetic text to train on."

[<Unique; Example("cs336 evaluate --run run --data validation.npy")>]
type internal EvaluateArguments =
    | Run of DIR: string
    | Checkpoint of DIR: string
    | [<Mandatory>] Data of FILE: string
    | Batch_Size of N: string
    | Stride of N: string
    | Device of D: string
    | Threads of N: string
    | Json
    | Quiet
    | Trace_Shapes

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Run _ -> "run directory; its best checkpoint is evaluated."
            | Checkpoint _ -> "checkpoint directory, instead of --run."
            | Data _ -> "token file (.npy) to evaluate on, whole."
            | Batch_Size _ -> "sequences per batch (default: the run's)."
            | Stride _ -> "tokens from window to window: the smaller, the more each token sees before it (default: the context)."
            | Device _ -> "cpu, cuda, cuda:N or mps (default: cuda where there is one)."
            | Threads _ -> "threads to use (default: one per core)."
            | Json -> "print the result as one JSON object."
            | Quiet -> "show no progress."
            | Trace_Shapes -> "print the input and output shape of every module once."
