namespace Cs336.Train

open System
open System.Collections.Generic

/// <summary>Options of <c>cs336 quickstart</c>: the whole journey from a corpus to a generated story.</summary>
[<NoComparison>]
type QuickstartOptions = {
    /// <summary>The run directory to write.</summary>
    Out: string
    /// <summary>Training time in minutes, greater than 0.</summary>
    Minutes: float
    /// <summary>The user's own text files, UTF-8; empty: a synthetic corpus is written and used.</summary>
    Input: IReadOnlyList<string>
    /// <summary>Seed of everything random.</summary>
    Seed: int64
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Out = "quickstart"
        Minutes = 2.0
        Input = Array.empty<string>
        Seed = 1L
        Threads = Nullable()
        Quiet = false
    }

/// <summary>Options of <c>cs336 tokenizer train</c>.</summary>
[<NoComparison>]
type TokenizerTrainOptions = {
    /// <summary>The text files to train on, UTF-8; at least one.</summary>
    Input: IReadOnlyList<string>
    /// <summary>Size of the vocabulary in tokens, special tokens included; at least 1.</summary>
    VocabSize: int
    /// <summary>The special tokens to register, in the order given; none of them empty.</summary>
    SpecialTokens: IReadOnlyList<string>
    /// <summary>The tokenizer directory to write.</summary>
    Out: string
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Input = Array.empty<string>
        VocabSize = 0
        SpecialTokens = [| "<|endoftext|>" |]
        Out = ""
        Threads = Nullable()
        Quiet = false
    }

/// <summary>Options of <c>cs336 tokenizer encode</c>.</summary>
[<NoComparison>]
type TokenizerEncodeOptions = {
    /// <summary>The tokenizer directory.</summary>
    Tokenizer: string
    /// <summary>The text file to encode, UTF-8.</summary>
    Input: string
    /// <summary>The token file (.npy) to write.</summary>
    Out: string
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Tokenizer = ""
        Input = ""
        Out = ""
        Threads = Nullable()
        Quiet = false
    }

/// <summary>Options of <c>cs336 tokenizer decode</c>.</summary>
[<NoComparison>]
type TokenizerDecodeOptions = {
    /// <summary>The tokenizer directory.</summary>
    Tokenizer: string
    /// <summary>The token file (.npy) to decode.</summary>
    Input: string
    /// <summary>The text file to write; null: standard output.</summary>
    Out: string | null
} with

    static member internal Default = {
        Tokenizer = ""
        Input = ""
        Out = null
    }

/// <summary>Options of <c>cs336 data synth</c>.</summary>
[<NoComparison>]
type DataSynthOptions = {
    /// <summary>What to write; <c>stories</c> is the only kind.</summary>
    Kind: string
    /// <summary>The text file to write.</summary>
    Out: string
    /// <summary>Size of the text in megabytes (10⁶ bytes), greater than 0.</summary>
    Megabytes: float
    /// <summary>Seed of the generator.</summary>
    Seed: int64
    /// <summary>Number of base words the stories may use, at least 1.</summary>
    Words: int
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Kind = ""
        Out = ""
        Megabytes = 0.0
        Seed = 1L
        Words = 5000
        Quiet = false
    }

/// <summary>Options of <c>cs336 evaluate</c>. Exactly one of <c>Run</c> and <c>Checkpoint</c> is given.</summary>
[<NoComparison>]
type EvaluateOptions = {
    /// <summary>The run directory, of which the best checkpoint is evaluated; or null.</summary>
    Run: string | null
    /// <summary>The checkpoint directory; or null.</summary>
    Checkpoint: string | null
    /// <summary>The token file (.npy) to evaluate on.</summary>
    Data: string
    /// <summary>Sequences per batch, at least 1; null: the run's.</summary>
    BatchSize: Nullable<int>
    /// <summary>Tokens from window to window, at least 1, at most the context; null: the context.</summary>
    Stride: Nullable<int>
    /// <summary>The device, such as cpu or cuda; null: the best one there is.</summary>
    Device: string | null
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>The result as one JSON object.</summary>
    Json: bool
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Run = null
        Checkpoint = null
        Data = ""
        BatchSize = Nullable()
        Stride = Nullable()
        Device = null
        Threads = Nullable()
        Json = false
        Quiet = false
    }
