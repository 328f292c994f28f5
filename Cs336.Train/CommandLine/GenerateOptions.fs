namespace Cs336.Train

open System
open System.Collections.Generic

/// <summary>
/// Options of <c>cs336 generate</c>. Exactly one of <c>Run</c> and <c>Checkpoint</c> is given; without <c>Prompts</c> and
/// <c>Interactive</c> the prompt is, too.
/// </summary>
[<NoComparison>]
type GenerateOptions = {
    /// <summary>The run directory, of which the best checkpoint is used; or null.</summary>
    Run: string | null
    /// <summary>The checkpoint directory; or null.</summary>
    Checkpoint: string | null
    /// <summary>The text to continue; may be empty.</summary>
    Prompt: string
    /// <summary>A file of prompts, one a line, <c>-</c> for standard input; or null.</summary>
    Prompts: string | null
    /// <summary>Prompts are read and continued one after the other.</summary>
    Interactive: bool
    /// <summary>How many texts each prompt gets, at least 1.</summary>
    Samples: int
    /// <summary>How many texts are continued at once, at least 1.</summary>
    BatchSize: int
    /// <summary>The most tokens to sample, at least 1.</summary>
    MaxTokens: int
    /// <summary>No text ends of itself before so many tokens, at least 0.</summary>
    MinTokens: int
    /// <summary>Makes tokens that the text holds already less likely, greater than 0; 1 changes nothing.</summary>
    RepetitionPenalty: float
    /// <summary>Divisor of the logits, at least 0; 0 is greedy.</summary>
    Temperature: float
    /// <summary>Number of the most probable tokens to keep, at least 1; null keeps all.</summary>
    TopK: Nullable<int>
    /// <summary>Probability mass that nucleus sampling keeps, in (0, 1]; 1 keeps all.</summary>
    TopP: float
    /// <summary>Least probability to keep, as a share of the highest, in [0, 1]; 0 keeps all.</summary>
    MinP: float
    /// <summary>Seed of the sampling.</summary>
    Seed: int64
    /// <summary>Texts that end the continuation where they turn up; none of them empty.</summary>
    Stop: IReadOnlyList<string>
    /// <summary>What happens at the end of the context: <c>stop</c> or <c>slide</c>.</summary>
    OnOverflow: string
    /// <summary>The prompt is printed before its continuation.</summary>
    Echo: bool
    /// <summary>The most probable tokens of every step are printed.</summary>
    Explain: bool
    /// <summary>Each text as one JSON object on a line of its own.</summary>
    Json: bool
    /// <summary>Every token from the whole text, for comparison.</summary>
    NoCache: bool
    /// <summary>The tokenizer directory; null: the run's own.</summary>
    Tokenizer: string | null
    /// <summary>The device, such as cpu or cuda; null: the best one there is.</summary>
    Device: string | null
    /// <summary>Number of threads, at least 1; null: all cores.</summary>
    Threads: Nullable<int>
    /// <summary>Every module's input and output shape, once, on the console.</summary>
    TraceShapes: bool
} with

    static member internal Default = {
        Run = null
        Checkpoint = null
        Prompt = ""
        Prompts = null
        Interactive = false
        Samples = 1
        BatchSize = 16
        MaxTokens = 256
        MinTokens = 0
        RepetitionPenalty = 1.0
        Temperature = 0.8
        TopK = Nullable()
        TopP = 0.95
        MinP = 0.0
        Seed = 1L
        Stop = Array.empty<string>
        OnOverflow = "stop"
        Echo = false
        Explain = false
        Json = false
        NoCache = false
        Tokenizer = null
        Device = null
        Threads = Nullable()
        TraceShapes = false
    }
