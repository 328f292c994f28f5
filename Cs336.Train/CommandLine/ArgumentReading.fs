/// From the words of a command line to Argu's unions.
///
/// Argu declares the commands and prints their help, but its own reader of words complains in usage blocks without telling where and
/// what was expected, takes a prompt that reads like an option for that option, and knows no "did you mean". So the words are read here,
/// by Argu's description of the commands alone: nothing below knows any option by name.
module internal Cs336.Train.ArgumentReading

open System.Reflection
open FSharp.Reflection
open Argu
open Cs336.Train.Levels

/// Why a command line is not run.
type Stop =
    | HelpWanted of Level
    | CommandMissing of Level
    | Mistake of sentence: string

/// A word as `name` or `name=value`.
let private split (word: string) =
    match word.IndexOf '=' with
    | -1 -> word, None
    | at -> word[.. at - 1], Some word[at + 1 ..]

/// A dash alone stands for standard input or output.
let private looksLikeOption (word: string) = word.StartsWith('-') && word <> "-"

let private isHelp (level: Level) word =
    List.contains word level.Parser.HelpFlags

let private tryFindOption (level: Level) word =
    level.Options |> List.tryFind (fun case -> nameOf case = word)

let private isKnownOption level word =
    let name, _ = split word
    isHelp level name || (tryFindOption level name).IsSome

let private tryFindCommand (level: Level) word =
    level.Commands |> List.tryFind (fun (case, _) -> nameOf case = word)

let private unknown (level: Level) word =
    let name = if looksLikeOption word then fst (split word) else word

    let kind =
        if looksLikeOption word then "option"
        elif level.Commands.IsEmpty then "argument"
        else "command"

    let known =
        (level.Commands |> List.map (fst >> nameOf))
        @ (level.Options |> List.map nameOf)
        @ level.Parser.HelpFlags

    Mistake(Sentences.unknown kind name level.Name (Suggestion.nearest known name))

/// The values of an option and the words after them. A value may look like an option, but where an option of this level
/// stands in its place the value was forgotten, unless an equals sign ties them together.
let private takeValues (level: Level) (case: ArgumentCaseInfo) attached following =
    let option = nameOf case

    let valueMissing () =
        let label = (Array.head (case.UnionCaseInfo.GetFields())).Name

        match following with
        | word :: _ when isKnownOption level word -> Sentences.optionInPlaceOfValue option label level.Name word
        | _ -> Sentences.valueMissing option label level.Name
        |> Mistake
        |> Error

    match case, attached with
    | NoValue, None -> Ok([], following)
    | NoValue, Some value -> Error(Mistake(Sentences.takesNoValue option level.Name value))
    | _, Some value -> Ok([ value ], following)
    | OneValue, None ->
        match following with
        | word :: rest when not (isKnownOption level word) -> Ok([ word ], rest)
        | _ -> valueMissing ()
    | SeveralValues, None ->
        match List.takeWhile (looksLikeOption >> not) following with
        | [] -> valueMissing ()
        | values -> Ok(values, List.skip values.Length following)

/// A case of the union with its fields: the text of an option, the texts of one that takes several, the results of a command.
let private construct (case: ArgumentCaseInfo) (fields: objnull list) =
    FSharpValue.MakeUnion(case.UnionCaseInfo, List.toArray fields, BindingFlags.Public ||| BindingFlags.NonPublic)
    |> nonNull

let private optionOf (case: ArgumentCaseInfo) (values: string list) =
    match case with
    | SeveralValues -> construct case [ box values ]
    | _ -> construct case (List.map box values)

let private resultsOf (level: Level) (cases: obj list) =
    level.Parser.Accept
        {
            new IArgumentParserVisitor<obj> with
                member _.Visit<'T when 'T :> IArgParserTemplate>(parser: ArgumentParser<'T>) =
                    (cases |> Seq.cast<'T> |> parser.ToParseResults) :> obj
        }

/// What a level was given so far, the latest first: the names as typed and the cases they stand for.
type private Given = (string * obj) list

let private isGiven name (given: Given) = List.exists (fst >> (=) name) given

let private complete (level: Level) (given: Given) =
    let missing =
        Option.toList level.Positional @ level.Options
        |> List.filter (fun case -> case.IsMandatory.Value && not (isGiven (nameOf case) given))
        |> List.map nameOf

    if not missing.IsEmpty then
        Error(Mistake(Sentences.missing missing level.Name))
    elif given.IsEmpty && not level.Commands.IsEmpty then
        Error(CommandMissing level)
    else
        given |> List.rev |> List.map snd |> resultsOf level |> Ok

let rec private readLevel (level: Level) (words: string list) : Result<obj, Stop> =
    let rec readWords (given: Given) words =
        match words with
        | [] -> complete level given
        | word :: _ when isHelp level word -> Error(HelpWanted level)
        | word :: rest ->
            match tryFindCommand level word with
            | Some(case, command) ->
                readLevel command rest
                |> Result.bind (fun results -> complete level ((word, construct case [ results ]) :: given))
            | None ->
                match level.Positional with
                | Some case when not (looksLikeOption word) -> readPositional case given words
                | _ -> readOption given word rest

    and readPositional case given words =
        takeValues level case None words
        |> Result.bind (fun (values, rest) -> readWords ((nameOf case, optionOf case values) :: given) rest)

    and readOption given word rest =
        let name, attached = split word

        match tryFindOption level name, attached with
        | None, Some value when isHelp level name -> Error(Mistake(Sentences.takesNoValue name level.Name value))
        | None, _ -> Error(unknown level word)
        | Some case, _ when case.IsUnique.Value && isGiven name given -> Error(Mistake(Sentences.givenTwice name level.Name))
        | Some case, _ ->
            takeValues level case attached rest
            |> Result.bind (fun (values, rest) -> readWords ((name, optionOf case values) :: given) rest)

    readWords [] words

/// Reads a whole command line, without the program's name.
let read (words: string[]) : Result<ParseResults<RootArguments>, Stop> =
    readLevel (root ()) (List.ofArray words)
    |> Result.map (fun results -> results :?> ParseResults<RootArguments>)
