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
    | Account of ParseResults<AccountArguments>
    | Doctor of ParseResults<DoctorArguments>
    | Report of ParseResults<ReportArguments>
    | Export of ParseResults<ExportArguments>
    | Experiment of subcommand: ParseResults<ExperimentArguments>
    | Writeup of ParseResults<WriteupArguments>
    | [<CliPrefix(CliPrefix.DoubleDash)>] Version

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Quickstart _ -> "go the whole way, from a corpus to a generated story, in a few minutes."
            | Data _ -> "fetch or make text to train on."
            | Tokenizer _ -> "train a tokenizer, encode and decode with it, inspect and convert it."
            | Train _ -> "train a Transformer language model on token ids, or resume a run."
            | Evaluate _ -> "measure loss, perplexity and bits per byte on a token file."
            | Generate _ -> "continue a prompt."
            | Account _ -> "say what a model costs: parameters, FLOPs, memory, largest batch, training time."
            | Doctor _ -> "look at this machine: libtorch, device, speed, memory, disk, and what would stop a training run."
            | Report _ -> "draw the losses of one or several runs on one page."
            | Export _ -> "write a checkpoint in a form that other software loads."
            | Experiment _ -> "run the experiments of the assignment, and list them."
            | Writeup _ -> "write the assignment's answers from the log of the experiments: Markdown, figures and one page."
            | Version -> "print the version."
