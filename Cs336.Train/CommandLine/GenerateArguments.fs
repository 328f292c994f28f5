namespace Cs336.Train

open Argu

[<Example("cs336 generate --run run --prompt \"Once upon a time\"")>]
type internal GenerateArguments =
    | [<Unique>] Run of DIR: string
    | [<Unique>] Checkpoint of DIR: string
    | [<Unique>] Prompt of TEXT: string
    | [<Unique>] Prompts of FILE: string
    | [<Unique>] Interactive
    | [<Unique>] Samples of N: string
    | [<Unique>] Batch_Size of N: string
    | [<Unique>] Max_Tokens of N: string
    | [<Unique>] Min_Tokens of N: string
    | [<Unique>] Repetition_Penalty of R: string
    | [<Unique>] Temperature of T: string
    | [<Unique>] Top_K of K: string
    | [<Unique>] Top_P of P: string
    | [<Unique>] Min_P of P: string
    | [<Unique>] Seed of S: string
    | Stop of TEXT: string
    | [<Unique>] On_Overflow of WHAT: string
    | [<Unique>] Echo
    | [<Unique>] Explain
    | [<Unique>] Json
    | [<Unique>] No_Cache
    | [<Unique>] Tokenizer of DIR: string
    | [<Unique>] Device of D: string
    | [<Unique>] Threads of N: string
    | [<Unique>] Trace_Shapes

    interface IArgParserTemplate with
        member this.Usage =
            let defaults = GenerateOptions.Default

            match this with
            | Run _ -> "run directory; its best checkpoint is used."
            | Checkpoint _ -> "checkpoint directory, instead of --run."
            | Prompt _ -> "text to continue; --prompt=TEXT takes any text, even one that is an option's name."
            | Prompts _ -> "file of prompts, one a line, - for standard input; JSON with a prompt each where it ends in .jsonl."
            | Interactive -> "read prompts and continue them one by one; /help lists what else can be said."
            | Samples _ -> $"texts for each prompt; the n-th has the n-th seed from --seed on (default: {defaults.Samples})."
            | Batch_Size _ -> $"texts to continue at once (default: {defaults.BatchSize})."
            | Max_Tokens _ -> $"the most tokens to sample (default: {defaults.MaxTokens})."
            | Min_Tokens _ -> $"no text ends of itself before so many tokens (default: {defaults.MinTokens})."
            | Repetition_Penalty _ -> "above 1 makes tokens that the text holds already less likely (default: 1)."
            | Temperature _ -> $"divides the logits; 0 is greedy (default: {defaults.Temperature})."
            | Top_K _ -> "number of the most probable tokens to sample from (default: all)."
            | Top_P _ -> $"probability mass to sample from, up to 1 (default: {defaults.TopP})."
            | Min_P _ -> "least probability, as a share of the highest, to sample from (default: 0)."
            | Seed _ -> $"seed of the sampling (default: {defaults.Seed})."
            | Stop _ -> "text that ends the continuation and is no part of it; may be repeated."
            | On_Overflow _ -> "at the end of the context: stop, or slide, to go on from its last half (default: stop)."
            | Echo -> "print the prompt before its continuation."
            | Explain -> "print the ten most probable tokens of every step."
            | Json -> "print each text as one JSON object on a line of its own."
            | No_Cache -> "compute every token from the whole text: slow, for comparison."
            | Tokenizer _ -> "tokenizer directory (default: the run's)."
            | Device _ -> "cpu, cuda, cuda:N or mps (default: cuda where there is one)."
            | Threads _ -> "threads to use (default: one per core)."
            | Trace_Shapes -> "print the input and output shape of every module once."
