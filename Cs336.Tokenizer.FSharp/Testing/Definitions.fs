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

/// The same without any engine of regular expressions: each alternative of the pattern in turn, over code points.
let preTokensByHand (piece: string) : string list =
    let runes = piece.EnumerateRunes() |> Array.ofSeq

    let isSpace (rune: Rune) =
        let value = rune.Value

        (value >= 0x09 && value <= 0x0D)
        || (value >= 0x2000 && value <= 0x200A)
        || List.contains value [ 0x20; 0x85; 0xA0; 0x1680; 0x2028; 0x2029; 0x202F; 0x205F; 0x3000 ]

    let isOther rune =
        not (isSpace rune || Rune.IsLetter rune || Rune.IsNumber rune)

    /// How many characters from `start` on hold it.
    let run holds start =
        runes |> Seq.skip start |> Seq.takeWhile holds |> Seq.length

    let startsWith (text: string) start =
        let wanted = text.EnumerateRunes() |> Array.ofSeq

        start + wanted.Length <= runes.Length
        && Array.sub runes start wanted.Length = wanted

    let contraction start =
        [ "'s"; "'d"; "'m"; "'t"; "'ll"; "'ve"; "'re" ]
        |> List.tryFind (fun text -> startsWith text start)
        |> Option.map String.length

    /// ` ?x+`
    let afterSpace holds start =
        let skipped = if startsWith " " start then 1 else 0

        match run holds (start + skipped) with
        | 0 -> None
        | length -> Some(skipped + length)

    /// `\s+(?!\S)|\s+`
    let spaces start =
        match run isSpace start with
        | 0 -> None
        | 1 -> Some 1
        | length when start + length = runes.Length -> Some length
        | length -> Some(length - 1)

    let alternatives = [
        contraction
        afterSpace Rune.IsLetter
        afterSpace Rune.IsNumber
        afterSpace isOther
        spaces
    ]

    0
    |> List.unfold (fun start ->
        if start = runes.Length then
            None
        else
            let length = alternatives |> List.pick (fun alternative -> alternative start)
            Some(runes[start .. start + length - 1] |> Seq.map string |> String.concat "", start + length))

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
