/// From the arguments of `cs336 generate` to its options.
module internal Cs336.Train.GenerateOptionReading

open Argu
open Cs336.Train.Values
open Cs336.Train.OptionReading

let private command = "cs336 generate"

let private apply (options: GenerateOptions) argument =
    match argument with
    | GenerateArguments.Run text -> assign nonEmpty text (fun value -> { options with Run = value })
    | GenerateArguments.Checkpoint text -> assign nonEmpty text (fun value -> { options with Checkpoint = value })
    | GenerateArguments.Prompt text -> Ok { options with Prompt = text }
    | GenerateArguments.Prompts text -> assign nonEmpty text (fun value -> { options with Prompts = value })
    | GenerateArguments.Interactive -> Ok { options with Interactive = true }
    | GenerateArguments.Samples text -> assign count text (fun value -> { options with Samples = value })
    | GenerateArguments.Batch_Size text -> assign count text (fun value -> { options with BatchSize = value })
    | GenerateArguments.Max_Tokens text -> assign count text (fun value -> { options with MaxTokens = value })
    | GenerateArguments.Min_Tokens text -> assign (integerFrom 0) text (fun value -> { options with MinTokens = value })
    | GenerateArguments.Repetition_Penalty text ->
        assign positive text (fun value -> {
            options with
                RepetitionPenalty = value
        })
    | GenerateArguments.Temperature text -> assign nonNegative text (fun value -> { options with Temperature = value })
    | GenerateArguments.Top_K text -> assignNullable count text (fun value -> { options with TopK = value })
    | GenerateArguments.Top_P text -> assign probability text (fun value -> { options with TopP = value })
    | GenerateArguments.Min_P text -> assign share text (fun value -> { options with MinP = value })
    | GenerateArguments.Seed text -> assign seed text (fun value -> { options with Seed = value })
    | GenerateArguments.Stop text ->
        assign nonEmpty text (fun value -> {
            options with
                Stop = append [ value ] options.Stop
        })
    | GenerateArguments.On_Overflow text -> assign (oneOf [ "stop"; "slide" ]) text (fun value -> { options with OnOverflow = value })
    | GenerateArguments.Echo -> Ok { options with Echo = true }
    | GenerateArguments.Explain -> Ok { options with Explain = true }
    | GenerateArguments.Json -> Ok { options with Json = true }
    | GenerateArguments.No_Cache -> Ok { options with NoCache = true }
    | GenerateArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })
    | GenerateArguments.Device text -> assign nonEmpty text (fun value -> { options with Device = value })
    | GenerateArguments.Threads text -> assignNullable threads text (fun value -> { options with Threads = value })
    | GenerateArguments.Trace_Shapes -> Ok { options with TraceShapes = true }

/// Where prompts come from: the command line, a file, or whoever types them.
let private requirePrompts (results: ParseResults<GenerateArguments>) options =
    let given = results.Contains GenerateArguments.Prompt
    let fromFile = results.Contains GenerateArguments.Prompts

    if fromFile && given then
        Error(Sentences.exclusive "--prompt" "--prompts" command)
    elif options.Interactive && fromFile then
        Error(Sentences.exclusive "--interactive" "--prompts" command)
    elif options.Interactive && options.Json then
        Error(Sentences.exclusive "--interactive" "--json" command)
    elif options.Interactive && options.Samples > 1 then
        Error(Sentences.exclusive "--interactive" "--samples" command)
    elif given || fromFile || options.Interactive then
        Ok options
    else
        Error(Sentences.missing [ "--prompt" ] command)

let generate (results: ParseResults<GenerateArguments>) : Result<GenerateOptions, string> =
    results
    |> readInto GenerateOptions.Default apply
    |> Result.bind (requirePrompts results)
    |> Result.bind (fun options ->
        options
        |> requireEither ("--run", options.Run) ("--checkpoint", options.Checkpoint) command)
