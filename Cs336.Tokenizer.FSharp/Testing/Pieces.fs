/// What breaks tokenizers is rare in random strings, so texts are built from pieces that matter.
module internal Cs336.Tokenizer.Testing.Pieces

open System
open FsCheck
open FsCheck.FSharp

/// Special tokens that are nested, overlapping, with white space, non-ASCII, and one that is an ordinary word.
let specialTokens = [
    "<|endoftext|>"
    "<|endoftext|><|endoftext|>"
    "<a>"
    "<a><b>"
    "\n\n"
    "aab"
    "é🙂"
    "the"
]

let private words = [ "a"; "b"; "the"; "hello"; "Hello"; "supercalifragilistic"; "I"; "x" ]

let private contractions = [
    "'s"
    "'S"
    "'d"
    "'m"
    "'t"
    "'ll"
    "'ve"
    "'re"
    "'l"
    "'v"
    "'r"
    "'"
    "’s"
    "don't"
    "''"
]

/// Unicode's white space, alone and in runs.
let private whiteSpace = [
    " "
    "  "
    "   "
    "\n"
    "\r\n"
    "\t"
    "\r"
    " \n "
    "\u0085"
    "\u00A0"
    "\u1680"
    "\u2003"
    "\u2028"
    "\u202F"
    "\u205F"
    "\u3000"
]

/// What other definitions of white space include.
let private almostWhiteSpace = [ "\u001C"; "\u001F"; "\u200B"; "\uFEFF"; "\u180E"; "\u0000"; "\u007F" ]

let private numbers = [ "0"; "42"; "٣٤"; "७"; "Ⅻ"; "½"; "²"; "①"; "𝟘𝟙"; "๑"; "７" ]

let private punctuation = [ "."; ","; "!?"; "..."; "—"; "“"; "$"; "+"; "_"; "#"; "\"" ]

/// Other scripts, combining marks and ligatures.
let private letters = [
    "é"
    "e\u0301"
    "ñ"
    "ß"
    "Ж"
    "λ"
    "中文"
    "こんにちは"
    "한국"
    "سلام"
    "हिन्दी"
    "ไทย"
    "\u0301"
    "ﬁ"
]

/// Beyond the basic plane, joined by ZWJ, or not characters at all.
let private astral = [ "🙂"; "👩‍👩‍👧"; "🇩🇪"; "1️⃣"; "𝒳"; "𐍈"; "\uFFFD"; "\uFFFF"; "\U0010FFFF"; "\uE000" ]

let private runs = [
    "aaaaaaaaaaaaaaaaaaaaaaaa"
    "abababababab"
    "                "
    "!!!!!!!!!!!!"
    "\u3000\u2003\u2028\u3000"
    String('z', 90)
]

/// Beginnings of a special token, which must not be mistaken for it.
let private beginnings (specials: string list) =
    specials
    |> List.collect (fun text -> [ text[.. text.Length - 2]; text[..0] ])
    |> List.filter (fun text -> text <> "" && not (Char.IsHighSurrogate text[text.Length - 1]))

let private scalar: Gen<string> =
    Gen.oneof [ Gen.choose (0, 0xD7FF); Gen.choose (0xE000, 0x10FFFF); Gen.choose (0, 0x7F) ]
    |> Gen.map Char.ConvertFromUtf32

let private piece (specials: string list) : Gen<string> =
    let known =
        [
            words
            contractions
            whiteSpace
            almostWhiteSpace
            numbers
            punctuation
            letters
            astral
            runs
            specials
            beginnings specials
        ]
        |> List.filter (List.isEmpty >> not)
        |> List.map Gen.elements

    Gen.frequency [ 8, Gen.oneof known; 1, scalar ]

/// Well-formed text with these special tokens in it.
let text (specials: string list) : Gen<string> =
    piece specials |> Gen.listOf |> Gen.map (String.concat "")

/// Bytes that are no text: alone, cut off, overlong, surrogates, beyond Unicode.
let private stray: Gen<byte[]> =
    Gen.oneof [
        Gen.map Array.singleton (Gen.choose (0, 255) |> Gen.map byte)
        Gen.elements [
            [| 0xF0uy; 0x9Fuy |]
            [| 0xE2uy; 0x80uy |]
            [| 0xE3uy; 0x80uy |]
            [| 0xC2uy |]
            [| 0xC0uy; 0xAFuy |]
            [| 0xEDuy; 0xA0uy; 0x80uy |]
            [| 0xF4uy; 0x90uy; 0x80uy; 0x80uy |]
            [| 0xFFuy; 0xFEuy |]
        ]
    ]

let utf8 (text: string) : byte[] = Text.Encoding.UTF8.GetBytes text

/// Any bytes, with these special tokens in them.
let bytes (specials: string list) : Gen<byte[]> =
    Gen.frequency [ 3, Gen.map utf8 (piece specials); 1, stray ]
    |> Gen.listOf
    |> Gen.map Array.concat

/// A text with an unpaired surrogate between two well-formed halves, and its index.
let illFormed: Gen<string * int> =
    gen {
        let! before = text []
        let! unit = Gen.choose (0xD800, 0xDFFF)
        let! after = text []
        return (before + string (char unit) + after, before.Length)
    }

/// Without its first or second half, and without each of its items.
let shrinkArray (items: 'a[]) : seq<'a[]> =
    seq {
        if items.Length > 1 then
            yield Array.take (items.Length / 2) items
            yield Array.skip (items.Length / 2) items

        for index in 0 .. items.Length - 1 do
            yield Array.removeAt index items
    }

/// Without some of its characters, and with plain ones in place of others.
let shrinkText (text: string) : seq<string> =
    let runes = text.EnumerateRunes() |> Seq.map string |> Array.ofSeq

    seq {
        yield! shrinkArray runes |> Seq.map (String.concat "")

        for index in 0 .. runes.Length - 1 do
            if String.CompareOrdinal(runes[index], "a") > 0 then
                yield runes |> Array.updateAt index "a" |> String.concat ""
    }
