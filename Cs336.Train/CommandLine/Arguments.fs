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

[<Example("cs336 tokenizer train --input stories.txt --vocab-size 10000 --out tokenizer")>]
type internal TokenizerTrainArguments =
    | [<Mandatory>] Input of FILE: string list
    | [<Mandatory; Unique>] Vocab_Size of N: string
    | [<Mandatory; Unique>] Out of DIR: string
    | Special_Token of S: string
    | [<Unique>] No_Special_Tokens
    | [<Unique>] Threads of N: string
    | [<Unique>] Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Input _ -> "one or more text files, UTF-8; may be repeated."
            | Vocab_Size _ -> "size of the vocabulary in tokens, special tokens included."
            | Out _ -> "tokenizer directory to write."
            | Special_Token _ -> "text that is one token and never split; may be repeated (default: <|endoftext|>)."
            | No_Special_Tokens -> "register no special token."
            | Threads _ -> "threads to use (default: one per core)."
            | Quiet -> "show no progress."

[<Unique; Example("cs336 tokenizer encode --tokenizer tokenizer --input stories.txt --out stories.npy")>]
type internal TokenizerEncodeArguments =
    | [<Mandatory>] Tokenizer of DIR: string
    | [<Mandatory>] Input of FILE: string
    | [<Mandatory>] Out of FILE: string
    | Threads of N: string
    | Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Tokenizer _ -> "tokenizer directory."
            | Input _ -> "text file to encode, UTF-8."
            | Out _ -> "token file (.npy) to write."
            | Threads _ -> "threads to use (default: one per core)."
            | Quiet -> "show no progress."

[<Unique; Example("cs336 tokenizer decode --tokenizer tokenizer --input stories.npy --out stories.txt")>]
type internal TokenizerDecodeArguments =
    | [<Mandatory>] Tokenizer of DIR: string
    | [<Mandatory>] Input of FILE: string
    | Out of FILE: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Tokenizer _ -> "tokenizer directory."
            | Input _ -> "token file (.npy) to decode."
            | Out _ -> "text file to write (default: standard output)."

[<CliPrefix(CliPrefix.None)>]
type internal TokenizerArguments =
    | Train of ParseResults<TokenizerTrainArguments>
    | Encode of ParseResults<TokenizerEncodeArguments>
    | Decode of ParseResults<TokenizerDecodeArguments>

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Train _ -> "learn the merges of a byte-level BPE tokenizer from text."
            | Encode _ -> "turn text into a file of token ids."
            | Decode _ -> "turn a file of token ids back into text."

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
            | Kind _ -> "what to write: stories."
            | Out _ -> "text file to write."
            | Megabytes _ -> "size of the text in megabytes (10^6 bytes)."
            | Seed _ -> $"seed of the generator: the same one writes the same text (default: {DataSynthOptions.Default.Seed})."
            | Words _ -> $"number of base words to use (default: {DataSynthOptions.Default.Words})."
            | Quiet -> "show no progress."

[<CliPrefix(CliPrefix.None)>]
type internal DataArguments =
    | Synth of ParseResults<DataSynthArguments>

    interface IArgParserTemplate with
        member this.Usage =
            match this with
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
