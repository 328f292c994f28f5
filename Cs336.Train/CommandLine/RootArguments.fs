namespace Cs336.Train

open Argu

[<CliPrefix(CliPrefix.None); HelpFlags("--help", "-h"); HelpDescription("print this help.")>]
[<Example("cs336 quickstart")>]
type internal RootArguments =
    | Quickstart of ParseResults<QuickstartArguments>
    | Tokenizer of subcommand: ParseResults<TokenizerArguments>
    | Data of subcommand: ParseResults<DataArguments>
    | Train of ParseResults<TrainArguments>
    | Evaluate of ParseResults<EvaluateArguments>
    | Generate of ParseResults<GenerateArguments>
    | [<CliPrefix(CliPrefix.DoubleDash)>] Version

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Quickstart _ -> "go the whole way, from a corpus to a generated story, in a few minutes."
            | Tokenizer _ -> "train a tokenizer, encode and decode with it, inspect and convert it."
            | Data _ -> "make text to train on."
            | Train _ -> "train a Transformer language model on token ids, or resume a run."
            | Evaluate _ -> "measure loss, perplexity and bits per byte on a token file."
            | Generate _ -> "continue a prompt."
            | Version -> "print the version."
