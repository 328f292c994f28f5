namespace Cs336.Train

open System

/// <summary>Options of <c>cs336 account</c>. Exactly one of <c>Preset</c> and <c>Config</c> is given, and at most one of <c>Json</c>
/// and <c>Markdown</c>.</summary>
[<NoComparison>]
type AccountOptions = {
    /// <summary>Name of the preset; or null. Any text: the names are known to the trainer.</summary>
    Preset: string | null
    /// <summary>The file with a configuration; or null.</summary>
    Config: string | null
    /// <summary>Tokens per sequence, at least 1; null: the configuration's.</summary>
    ContextLength: Nullable<int>
    /// <summary>Memory to fit the batch into, in bytes, at least 1.</summary>
    MemoryBudget: int64
    /// <summary>Sequences per batch, at least 1; null: the configuration's.</summary>
    BatchSize: Nullable<int>
    /// <summary>Number of updates, at least 1; null: the configuration's.</summary>
    Steps: Nullable<int>
    /// <summary>The part of the peak that training reaches, in (0, 1].</summary>
    Mfu: float
    /// <summary>What the hardware can do, in FLOPs per second, greater than 0.</summary>
    Peak: float
    /// <summary>The result as one JSON object.</summary>
    Json: bool
    /// <summary>The result as Markdown.</summary>
    Markdown: bool
} with

    /// The rate is that of the assignment's problem: an A100 in float32.
    static member internal Default = {
        Preset = null
        Config = null
        ContextLength = Nullable()
        MemoryBudget = 80_000_000_000L
        BatchSize = Nullable()
        Steps = Nullable()
        Mfu = 0.5
        Peak = 19.5e12
        Json = false
        Markdown = false
    }

/// <summary>Options of <c>cs336 doctor</c>.</summary>
[<NoComparison>]
type DoctorOptions = {
    /// <summary>The device to look at, such as cpu or cuda; null: the best one there is.</summary>
    Device: string | null
    /// <summary>The directory that a run would be written in.</summary>
    Run: string
    /// <summary>The result as one JSON object.</summary>
    Json: bool
} with

    static member internal Default = {
        Device = null
        Run = "."
        Json = false
    }
