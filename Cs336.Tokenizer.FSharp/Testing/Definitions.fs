/// The definitions, written to be obviously right and however slow.
module internal Cs336.Tokenizer.Testing.Definitions

open System
open System.Globalization
open System.Text
open System.Text.RegularExpressions
open Cs336.Tokenizer.Testing.Pieces

/// GPT-2's pattern with `\s` spelled out as Unicode White_Space.
let private pattern =
    let space =
        @"\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"

    let text =
        $@"'(?:[sdmt]|ll|ve|re)| ?\p{{L}}+| ?\p{{N}}+| ?[^{space}\p{{L}}\p{{N}}]+|[{space}]+(?![^{space}])|[{space}]+"

    Regex(text, RegexOptions.CultureInvariant)

/// A character of the basic plane that the pattern treats alike, because .NET's regular expressions see UTF-16 units.
let private standIn (rune: Rune) : char =
    match Rune.GetUnicodeCategory rune with
    | _ when rune.IsBmp && rune.Value < 0xD800 -> char rune.Value
    | category when category <= UnicodeCategory.OtherLetter -> 'é'
    | UnicodeCategory.DecimalDigitNumber
    | UnicodeCategory.LetterNumber
    | UnicodeCategory.OtherNumber -> '٣'
    | _ -> '—'

/// The pre-tokens of a text without special tokens.
let preTokens (piece: string) : string list =
    let runes = piece.EnumerateRunes() |> Array.ofSeq
    let standIns = runes |> Array.map standIn |> String

    pattern.Matches standIns
    |> Seq.map (fun found ->
        runes[found.Index .. found.Index + found.Length - 1]
        |> Array.map string
        |> String.concat "")
    |> List.ofSeq

/// A text as pieces without special tokens (`Choice1Of2`) and special tokens: leftmost, then longest.
let splitSpecials (specials: string list) (text: string) : Choice<string, string> list =
    let longestFirst = specials |> List.sortByDescending _.Length

    let rec split (start: int) (at: int) =
        if at >= text.Length then
            [ Choice1Of2(text.Substring start) ]
        else
            match
                longestFirst
                |> List.tryFind (fun token -> String.CompareOrdinal(text, at, token, 0, token.Length) = 0)
            with
            | Some token ->
                Choice1Of2(text.Substring(start, at - start))
                :: Choice2Of2 token
                :: split (at + token.Length) (at + token.Length)
            | None -> split start (at + 1)

    split 0 0

/// All segments of a text in order.
let segments (specials: string list) (text: string) : string list =
    splitSpecials specials text
    |> List.collect (function
        | Choice1Of2 piece -> preTokens piece
        | Choice2Of2 token -> [ token ])

let private byteTokens (preToken: string) : byte list list =
    utf8 preToken |> List.ofArray |> List.map List.singleton

/// Joins the first occurrence of the pair at `index`.
let private joinAt (index: int) (tokens: byte list list) : byte list list =
    List.take index tokens
    @ [ tokens[index] @ tokens[index + 1] ]
    @ List.skip (index + 2) tokens

/// Joins every occurrence of the pair, left to right.
let rec private joinAll (left, right) (tokens: byte list list) : byte list list =
    match tokens with
    | first :: second :: rest when first = left && second = right -> (left @ right) :: joinAll (left, right) rest
    | first :: rest -> first :: joinAll (left, right) rest
    | [] -> []

/// The merges that training learns: every round counts all pairs again.
let train (specials: string list) (limit: int) (text: string) : (byte list * byte list) list =
    let preTokens =
        splitSpecials specials text
        |> List.collect (function
            | Choice1Of2 piece -> preTokens piece
            | Choice2Of2 _ -> [])

    let rec rounds left (words: (byte list list * int) list) =
        let counts =
            words
            |> List.collect (fun (tokens, weight) -> List.pairwise tokens |> List.map (fun pair -> pair, weight))
            |> List.groupBy fst
            |> List.map (fun (pair, found) -> List.sumBy snd found, pair)

        if left = 0 || counts.IsEmpty then
            []
        else
            // F# compares tuples and lists lexicographically: the count, then the left bytes, then the right bytes.
            let _, pair = List.max counts

            pair
            :: rounds (left - 1) (words |> List.map (fun (tokens, weight) -> joinAll pair tokens, weight))

    preTokens
    |> List.countBy id
    |> List.map (fun (preToken, weight) -> byteTokens preToken, weight)
    |> rounds limit

/// The tokens of a text: in each pre-token the pair of lowest rank merges, the leftmost of equals, until none is left.
let encode (specials: string list) (merges: (byte list * byte list) list) (text: string) : byte[] list =
    let rec merge (tokens: byte list list) =
        let candidates =
            List.pairwise tokens
            |> List.indexed
            |> List.choose (fun (index, pair) -> List.tryFindIndex ((=) pair) merges |> Option.map (fun rank -> rank, index))

        match candidates with
        | [] -> tokens
        | _ -> merge (joinAt (snd (List.min candidates)) tokens)

    splitSpecials specials text
    |> List.collect (function
        | Choice1Of2 piece -> preTokens piece |> List.collect (byteTokens >> merge >> List.map Array.ofList)
        | Choice2Of2 token -> [ utf8 token ])
