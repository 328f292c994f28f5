/// Every complaint about a command line, one sentence each: what, where, expected, found.
module internal Cs336.Train.Sentences

open System
open Cs336.Train.Values

/// A text of the user's in quotes. Control characters become blanks, so that a sentence stays on its line.
let private quoted (text: string) =
    "'" + String.map (fun c -> if Char.IsControl c then ' ' else c) text + "'"

/// `kind` is what the word was taken for: an option, a command or a mere argument.
let unknown kind word level suggestion =
    match suggestion with
    | Some known -> $"unknown {kind} {quoted word} of '{level}'; did you mean '{known}'?"
    | None -> $"unknown {kind} {quoted word} of '{level}'; '{level} --help' lists what there is."

let givenTwice option level =
    $"option '{option}' of '{level}' is given twice, expected once at most."

let takesNoValue option level found =
    $"option '{option}' of '{level}' takes no value, found {quoted found}."

let valueMissing option label level =
    $"option '{option}' of '{level}' expects a value <{label}>, found none."

/// Another option stands where a value is due: forgotten, or meant as the value.
let optionInPlaceOfValue option label level (found: string) =
    let asValue = $"{option}={found}"

    $"option '{option}' of '{level}' expects a value <{label}>, found the option {quoted found}; "
    + $"write {quoted asValue} where that is meant as the value."

/// Options that the level cannot do without.
let missing (options: string list) level =
    let names = options |> List.map (fun option -> $"'{option}'") |> String.concat ", "
    $"'{level}' needs options that were not given: {names}."

let exclusive first second level =
    $"'{level}' takes either '{first}' or '{second}', found both."

let eitherMissing first second level =
    $"'{level}' needs '{first}' or '{second}', found neither."

let unacceptable option (mismatch: Mismatch) =
    $"option '{option}' expects {mismatch.Expected}, found {quoted mismatch.Found}."
