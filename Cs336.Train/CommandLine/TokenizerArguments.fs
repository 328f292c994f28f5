namespace Cs336.Train

open Argu

[<Example("cs336 tokenizer train --input stories.txt --vocab-size 10000 --out tokenizer")>]
type internal TokenizerTrainArguments =
    | Input of FILE: string list
    | Counts of FILE: string list
    | [<Mandatory; Unique>] Vocab_Size of N: string
    | [<Mandatory; Unique>] Out of DIR: string
    | Special_Token of S: string
    | [<Unique>] No_Special_Tokens
    | [<Unique>] Threads of N: string
    | [<Unique>] Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Input _ -> "text files, UTF-8, gzipped or not, or - for standard input; may be repeated."
            | Counts _ -> "files that 'cs336 tokenizer count' wrote, instead of --input; may be repeated."
            | Vocab_Size _ -> "size of the vocabulary in tokens, special tokens included."
            | Out _ -> "tokenizer directory to write."
            | Special_Token _ -> "text that is one token and never split; may be repeated (default: <|endoftext|>)."
            | No_Special_Tokens -> "register no special token."
            | Threads _ -> "threads to use (default: one per core)."
            | Quiet -> "show no progress."

[<Example("cs336 tokenizer count --input part-17.txt.gz --out part-17.counts")>]
type internal TokenizerCountArguments =
    | [<Mandatory>] Input of FILE: string list
    | [<Mandatory; Unique>] Out of FILE: string
    | Special_Token of S: string
    | [<Unique>] No_Special_Tokens
    | [<Unique>] Threads of N: string
    | [<Unique>] Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Input _ -> "text files, UTF-8, gzipped or not, or - for standard input; may be repeated."
            | Out _ -> "file of counts to write, or - for standard output."
            | Special_Token _ -> "text that is cut out and not counted; may be repeated (default: <|endoftext|>)."
            | No_Special_Tokens -> "cut out no special token."
            | Threads _ -> "threads to use (default: one per core)."
            | Quiet -> "show no progress."

[<Example("cs336 tokenizer encode --tokenizer tokenizer --input stories.txt --out stories.npy")>]
type internal TokenizerEncodeArguments =
    | [<Mandatory; Unique>] Tokenizer of DIR: string
    | [<Mandatory>] Input of FILE: string list
    | [<Mandatory; Unique>] Out of FILE: string
    | [<Unique>] Threads of N: string
    | [<Unique>] Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Tokenizer _ -> "tokenizer directory."
            | Input _ -> "text files, UTF-8, gzipped or not, or - for standard input; may be repeated."
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

[<Example("cs336 tokenizer inspect --tokenizer tokenizer --input stories.txt")>]
type internal TokenizerInspectArguments =
    | [<Mandatory; Unique>] Tokenizer of PATH: string
    | Input of FILE: string list
    | [<Unique>] Longest of N: string
    | [<Unique>] Threads of N: string
    | [<Unique>] Json
    | [<Unique>] Quiet

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Tokenizer _ -> "tokenizer directory, tokenizer.json or .tiktoken file."
            | Input _ -> "text files to measure compression and throughput on; may be repeated."
            | Longest _ -> $"number of longest tokens to show (default: {TokenizerInspectOptions.Default.Longest})."
            | Threads _ -> "threads to use (default: one per core)."
            | Json -> "print the result as one JSON object."
            | Quiet -> "show no progress."

[<Example("cs336 tokenizer convert --tokenizer r50k_base.tiktoken --special-token \"<|endoftext|>=50256\" --out gpt2")>]
type internal TokenizerConvertArguments =
    | [<Mandatory; Unique>] Tokenizer of PATH: string
    | [<Mandatory; Unique>] Out of PATH: string
    | Special_Token of S: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Tokenizer _ -> "tokenizer directory, folder of vocab.json and merges.txt, tokenizer.json or .tiktoken file."
            | Out _ -> "what to write: PATH.json (Hugging Face), PATH.tiktoken, or else a tokenizer directory."
            | Special_Token _ -> "special token that the file does not hold, TEXT or TEXT=ID; may be repeated."

[<CliPrefix(CliPrefix.None)>]
type internal TokenizerArguments =
    | Train of ParseResults<TokenizerTrainArguments>
    | Count of ParseResults<TokenizerCountArguments>
    | Encode of ParseResults<TokenizerEncodeArguments>
    | Decode of ParseResults<TokenizerDecodeArguments>
    | Inspect of ParseResults<TokenizerInspectArguments>
    | Convert of ParseResults<TokenizerConvertArguments>

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Train _ -> "learn the merges of a byte-level BPE tokenizer from text or from counts."
            | Count _ -> "count the pre-tokens of a part of a corpus, for training on all parts."
            | Encode _ -> "turn text into a file of token ids."
            | Decode _ -> "turn a file of token ids back into text."
            | Inspect _ -> "tell compression, longest tokens and throughput of a tokenizer."
            | Convert _ -> "read and write the forms of Hugging Face, tiktoken and GPT-2."
