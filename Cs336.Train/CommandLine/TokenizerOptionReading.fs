/// The options of the tokenizer's commands.
module internal Cs336.Train.TokenizerOptionReading

open System.Collections.Generic
open Argu
open Cs336.Train.OptionReading
open Cs336.Train.Values

/// The special tokens before those that are given: the default ones where none are given and none are refused.
let private startingSpecials
    (someGiven: bool)
    (noneWanted: bool)
    (preset: IReadOnlyList<string>)
    command
    : Result<IReadOnlyList<string>, string> =
    if someGiven && noneWanted then
        Error(Sentences.exclusive "--special-token" "--no-special-tokens" command)
    elif someGiven || noneWanted then
        Ok [||]
    else
        Ok preset

let train (results: ParseResults<TokenizerTrainArguments>) : Result<TokenizerTrainOptions, string> =
    let command = "cs336 tokenizer train"

    let apply (options: TokenizerTrainOptions) argument =
        match argument with
        | TokenizerTrainArguments.Input texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Input = append values options.Input
            })
        | TokenizerTrainArguments.Counts texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Counts = append values options.Counts
            })
        | TokenizerTrainArguments.Vocab_Size text -> assign Values.count text (fun value -> { options with VocabSize = value })
        | TokenizerTrainArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | TokenizerTrainArguments.Special_Token text ->
            assign nonEmpty text (fun value -> {
                options with
                    SpecialTokens = append [ value ] options.SpecialTokens
            })
        | TokenizerTrainArguments.No_Special_Tokens -> Ok options
        | TokenizerTrainArguments.Threads text -> assignNullable Values.threads text (fun value -> { options with Threads = value })
        | TokenizerTrainArguments.Quiet -> Ok { options with Quiet = true }

    let someGiven = results.Contains TokenizerTrainArguments.Special_Token
    let noneWanted = results.Contains TokenizerTrainArguments.No_Special_Tokens
    let defaults = TokenizerTrainOptions.Default

    match results.Contains TokenizerTrainArguments.Input, results.Contains TokenizerTrainArguments.Counts with
    | false, false -> Error(Sentences.eitherMissing "--input" "--counts" command)
    | true, true -> Error(Sentences.exclusive "--input" "--counts" command)
    | _, true when someGiven -> Error(Sentences.exclusive "--special-token" "--counts" command)
    | _, true when noneWanted -> Error(Sentences.exclusive "--no-special-tokens" "--counts" command)
    | _ ->
        startingSpecials someGiven noneWanted defaults.SpecialTokens command
        |> Result.bind (fun specials ->
            results
            |> readInto
                {
                    defaults with
                        SpecialTokens = specials
                }
                apply)

let count (results: ParseResults<TokenizerCountArguments>) : Result<TokenizerCountOptions, string> =
    let apply (options: TokenizerCountOptions) argument =
        match argument with
        | TokenizerCountArguments.Input texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Input = append values options.Input
            })
        | TokenizerCountArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | TokenizerCountArguments.Special_Token text ->
            assign nonEmpty text (fun value -> {
                options with
                    SpecialTokens = append [ value ] options.SpecialTokens
            })
        | TokenizerCountArguments.No_Special_Tokens -> Ok options
        | TokenizerCountArguments.Threads text -> assignNullable Values.threads text (fun value -> { options with Threads = value })
        | TokenizerCountArguments.Quiet -> Ok { options with Quiet = true }

    let someGiven = results.Contains TokenizerCountArguments.Special_Token
    let noneWanted = results.Contains TokenizerCountArguments.No_Special_Tokens
    let defaults = TokenizerCountOptions.Default

    startingSpecials someGiven noneWanted defaults.SpecialTokens "cs336 tokenizer count"
    |> Result.bind (fun specials ->
        results
        |> readInto
            {
                defaults with
                    SpecialTokens = specials
            }
            apply)

let encode (results: ParseResults<TokenizerEncodeArguments>) : Result<TokenizerEncodeOptions, string> =
    let apply (options: TokenizerEncodeOptions) argument =
        match argument with
        | TokenizerEncodeArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })
        | TokenizerEncodeArguments.Input texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Input = append values options.Input
            })
        | TokenizerEncodeArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | TokenizerEncodeArguments.Threads text -> assignNullable Values.threads text (fun value -> { options with Threads = value })
        | TokenizerEncodeArguments.Quiet -> Ok { options with Quiet = true }

    results |> readInto TokenizerEncodeOptions.Default apply

let decode (results: ParseResults<TokenizerDecodeArguments>) : Result<TokenizerDecodeOptions, string> =
    let apply (options: TokenizerDecodeOptions) argument =
        match argument with
        | TokenizerDecodeArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })
        | TokenizerDecodeArguments.Input text -> assign nonEmpty text (fun value -> { options with Input = value })
        | TokenizerDecodeArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })

    results |> readInto TokenizerDecodeOptions.Default apply

let inspect (results: ParseResults<TokenizerInspectArguments>) : Result<TokenizerInspectOptions, string> =
    let apply (options: TokenizerInspectOptions) argument =
        match argument with
        | TokenizerInspectArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })
        | TokenizerInspectArguments.Input texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Input = append values options.Input
            })
        | TokenizerInspectArguments.Longest text -> assign Values.count text (fun value -> { options with Longest = value })
        | TokenizerInspectArguments.Threads text -> assignNullable Values.threads text (fun value -> { options with Threads = value })
        | TokenizerInspectArguments.Json -> Ok { options with Json = true }
        | TokenizerInspectArguments.Quiet -> Ok { options with Quiet = true }

    results |> readInto TokenizerInspectOptions.Default apply

let convert (results: ParseResults<TokenizerConvertArguments>) : Result<TokenizerConvertOptions, string> =
    let apply (options: TokenizerConvertOptions) argument =
        match argument with
        | TokenizerConvertArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })
        | TokenizerConvertArguments.Out text -> assign nonEmpty text (fun value -> { options with Out = value })
        | TokenizerConvertArguments.Special_Token text ->
            assign nonEmpty text (fun value -> {
                options with
                    SpecialTokens = append [ value ] options.SpecialTokens
            })

    results |> readInto TokenizerConvertOptions.Default apply
