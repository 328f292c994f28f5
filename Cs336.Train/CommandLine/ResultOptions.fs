namespace Cs336.Train

open System
open System.Collections.Generic

// Options of the commands that make something of what was trained.

/// <summary>Options of <c>cs336 export</c>. Exactly one of <c>Run</c> and <c>Checkpoint</c> is given.</summary>
[<NoComparison>]
type ExportOptions = {
    /// <summary>The run directory, of which the best checkpoint is exported; or null.</summary>
    Run: string | null
    /// <summary>The checkpoint directory; or null.</summary>
    Checkpoint: string | null
    /// <summary>For which software: <c>torchsharp</c>, <c>huggingface</c> or <c>gguf</c>.</summary>
    To: string
    /// <summary>The file or directory to write.</summary>
    Out: string
    /// <summary>The tokenizer directory; null: the run's own, where it has one.</summary>
    Tokenizer: string | null
} with

    static member internal Default = {
        Run = null
        Checkpoint = null
        To = ""
        Out = ""
        Tokenizer = null
    }

/// <summary>Options of <c>cs336 report</c>.</summary>
[<NoComparison>]
type ReportOptions = {
    /// <summary>The run directories, at least one, in the order they are drawn.</summary>
    Runs: IReadOnlyList<string>
    /// <summary>The directory to write.</summary>
    Out: string
} with

    static member internal Default = {
        Runs = Array.empty<string>
        Out = "report"
    }
