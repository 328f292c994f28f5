namespace Cs336.Train

open System
open System.Collections.Generic

/// <summary>Options of <c>cs336 tokenizer train</c>. Exactly one of <c>Input</c> and <c>Counts</c> is given.</summary>
[<NoComparison>]
type TokenizerTrainOptions = {
    /// <summary>The texts to train on, UTF-8: files, gzipped ones, or <c>-</c> for standard input; or none.</summary>
    Input: IReadOnlyList<string>
    /// <summary>Files of counts that <c>cs336 tokenizer count</c> wrote; or none.</summary>
    Counts: IReadOnlyList<string>
    /// <summary>Size of the vocabulary in tokens, special tokens included; at least 1.</summary>
    VocabSize: int
    /// <summary>The special tokens to register, in the order given; none of them empty. With counts, those of the counts are registered instead.</summary>
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
        Counts = Array.empty<string>
        VocabSize = 0
        SpecialTokens = [| "<|endoftext|>" |]
        Out = ""
        Threads = Nullable()
        Quiet = false
    }

/// <summary>Options of <c>cs336 tokenizer count</c>.</summary>
[<NoComparison>]
type TokenizerCountOptions = {
    /// <summary>The texts to count, UTF-8: files, gzipped ones, or <c>-</c> for standard input; at least one.</summary>
    Input: IReadOnlyList<string>
    /// <summary>The special tokens that are cut out, in the order given; none of them empty.</summary>
    SpecialTokens: IReadOnlyList<string>
    /// <summary>The file of counts to write, or <c>-</c> for standard output.</summary>
    Out: string
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Input = Array.empty<string>
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
    /// <summary>The texts to encode one after the other, UTF-8: files, gzipped ones, or <c>-</c> for standard input; at least one.</summary>
    Input: IReadOnlyList<string>
    /// <summary>The token file (.npy) to write.</summary>
    Out: string
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Tokenizer = ""
        Input = Array.empty<string>
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

/// <summary>Options of <c>cs336 tokenizer inspect</c>.</summary>
[<NoComparison>]
type TokenizerInspectOptions = {
    /// <summary>The tokenizer: a directory, a <c>tokenizer.json</c>, or a <c>.tiktoken</c> file.</summary>
    Tokenizer: string
    /// <summary>Texts to measure compression and throughput on; may be none.</summary>
    Input: IReadOnlyList<string>
    /// <summary>How many of the longest tokens to show, at least 1.</summary>
    Longest: int
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>The result as one JSON object.</summary>
    Json: bool
    /// <summary>No progress on the console.</summary>
    Quiet: bool
} with

    static member internal Default = {
        Tokenizer = ""
        Input = Array.empty<string>
        Longest = 10
        Threads = Nullable()
        Json = false
        Quiet = false
    }

/// <summary>Options of <c>cs336 tokenizer convert</c>.</summary>
[<NoComparison>]
type TokenizerConvertOptions = {
    /// <summary>The tokenizer: a directory, a <c>tokenizer.json</c>, or a <c>.tiktoken</c> file.</summary>
    Tokenizer: string
    /// <summary>Special tokens to add, each as its text or as <c>TEXT=ID</c>; for forms that hold none.</summary>
    SpecialTokens: IReadOnlyList<string>
    /// <summary>What to write: a name that ends with <c>.json</c> or <c>.tiktoken</c>, else a tokenizer directory.</summary>
    Out: string
} with

    static member internal Default = {
        Tokenizer = ""
        SpecialTokens = Array.empty<string>
        Out = ""
    }
