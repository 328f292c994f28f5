namespace Cs336.Train

open System
open System.Collections.Generic

/// <summary>Options of <c>cs336 experiment list</c>.</summary>
[<NoComparison>]
type ExperimentListOptions = {
    /// <summary>The scale: <c>smoke</c>, <c>low</c> or <c>full</c>.</summary>
    Scale: string
    /// <summary>The folder that experiments are run in.</summary>
    Out: string
} with

    static member internal Default = { Scale = "low"; Out = "experiments" }

/// <summary>Options of <c>cs336 experiment run</c>.</summary>
[<NoComparison>]
type ExperimentRunOptions = {
    /// <summary>The experiments, at least one; <c>all</c> stands for every one. Any texts: the names are known to the trainer.</summary>
    Experiments: IReadOnlyList<string>
    /// <summary>The scale: <c>smoke</c>, <c>low</c> or <c>full</c>.</summary>
    Scale: string
    /// <summary>The folder of the course's texts; or null.</summary>
    Data: string | null
    /// <summary>The folder to run them in.</summary>
    Out: string
    /// <summary>The runs to make; empty: all.</summary>
    Only: IReadOnlyList<string>
    /// <summary>The runs to leave out.</summary>
    Skip: IReadOnlyList<string>
    /// <summary>What is recorded is run again.</summary>
    Again: bool
    /// <summary>The device, such as cpu or cuda; null: the best one there is.</summary>
    Device: string | null
    /// <summary>The type of matrix products: <c>float32</c>, <c>bf16</c> or <c>auto</c>; null: the recipe's.</summary>
    DType: string | null
    /// <summary>Number of threads, at least 1; null: the recipe's.</summary>
    Threads: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Experiments = Array.empty<string>
        Scale = ""
        Data = null
        Out = ExperimentListOptions.Default.Out
        Only = Array.empty<string>
        Skip = Array.empty<string>
        Again = false
        Device = null
        DType = null
        Threads = Nullable()
        Quiet = false
    }

/// <summary>Options of <c>cs336 writeup</c>.</summary>
[<NoComparison>]
type WriteupOptions = {
    /// <summary>The folder that experiments were run in.</summary>
    Experiments: string
    /// <summary>The scale: <c>smoke</c>, <c>low</c> or <c>full</c>; null: for each problem the largest at which all of its runs are
    /// recorded.</summary>
    Scale: string | null
    /// <summary>The folder to write.</summary>
    Out: string
} with

    static member internal Default = {
        Experiments = ExperimentRunOptions.Default.Out
        Scale = null
        Out = "writeup"
    }
