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

/// <summary>Options of <c>cs336 data synth</c>.</summary>
[<NoComparison>]
type DataSynthOptions = {
    /// <summary>What to write: <c>stories</c> or <c>web</c>.</summary>
    Kind: string
    /// <summary>The text file to write.</summary>
    Out: string
    /// <summary>Size of the text in megabytes (10⁶ bytes), greater than 0.</summary>
    Megabytes: float
    /// <summary>Seed of the generator.</summary>
    Seed: int64
    /// <summary>Number of base words the stories may use, at least 1; null: the default of the kind. For stories alone.</summary>
    Words: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Kind = ""
        Out = ""
        Megabytes = 0.0
        Seed = 1L
        Words = Nullable()
        Quiet = false
    }

/// <summary>Options of <c>cs336 data fetch</c>.</summary>
[<NoComparison>]
type DataFetchOptions = {
    /// <summary>Which of the course's data: <c>tinystories</c> or <c>owt</c>.</summary>
    Name: string
    /// <summary>The directory to write.</summary>
    Out: string
    /// <summary>Where to fetch from instead of Hugging Face, in the order to try them; each an absolute http or https address.</summary>
    Mirrors: IReadOnlyList<Uri>
    /// <summary>Files with other content than the course's are kept and recorded.</summary>
    Unverified: bool
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Name = ""
        Out = "data"
        Mirrors = Array.empty<Uri>
        Unverified = false
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
    /// <summary>Every module's input and output shape, once, on the console.</summary>
    TraceShapes: bool
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
        TraceShapes = false
    }
