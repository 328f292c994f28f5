/// Nasty input for properties: what breaks tokenizers is rare in random strings, so texts are built from pieces that matter.
module Cs336.Tokenizer.Tests.Generators

open System
open FsCheck
open FsCheck.FSharp

/// The special tokens of the tests: nested, overlapping, with white space, non-ASCII, and one that is an ordinary word.
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

/// Well-formed text.
type Text = Text of string

/// Any bytes: texts, stray bytes, and characters with bytes missing.
type Blob = Blob of byte[]

/// Positions to cut at, each taken modulo the length of what is cut.
type Cuts = Cuts of int list

let private pieces: string list list = [
    [ "a"; "b"; "the"; "hello"; "Hello"; "supercalifragilistic"; "I"; "x" ]
    [
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
    [
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
    [ "\u001C"; "\u001F"; "\u200B"; "\uFEFF"; "\u180E"; "\u0000"; "\u007F" ]
    [ "0"; "42"; "٣٤"; "７"; "Ⅻ"; "½"; "²"; "①"; "𝟘𝟙"; "๑" ]
    [ "."; ","; "!?"; "..."; "—"; "“"; "$"; "+"; "_"; "#"; "\"" ]
    [
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
    [ "🙂"; "👩‍👩‍👧"; "🇩🇪"; "1️⃣"; "𝒳"; "𐍈"; "\uFFFD"; "\uFFFF"; "\U0010FFFF"; "\uE000" ]
    [
        "aaaaaaaaaaaaaaaaaaaaaaaa"
        "abababababab"
        "                "
        "!!!!!!!!!!!!"
        "\u3000\u2003\u2028\u3000"
        String('z', 90)
    ]
    specialTokens
    [ "<|endoftext|"; "<|endo"; "<a"; "<a><"; "<"; "aa"; "é" ]
]

let private scalar: Gen<string> =
    Gen.oneof [ Gen.choose (0, 0xD7FF); Gen.choose (0xE000, 0x10FFFF); Gen.choose (0, 0x7F) ]
    |> Gen.map Char.ConvertFromUtf32

let private piece: Gen<string> =
    Gen.frequency [ 8, Gen.oneof (pieces |> List.map Gen.elements); 1, scalar ]

let private text: Gen<string> = Gen.listOf piece |> Gen.map (String.concat "")

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

let private blob: Gen<byte[]> =
    Gen.frequency [
        3, Gen.map (fun (text: string) -> Text.Encoding.UTF8.GetBytes text) piece
        1, stray
    ]
    |> Gen.listOf
    |> Gen.map Array.concat

/// Without its first or second half, and without each of its items.
let private shrinkArray (items: 'a[]) : seq<'a[]> =
    seq {
        if items.Length > 1 then
            yield Array.take (items.Length / 2) items
            yield Array.skip (items.Length / 2) items

        for index in 0 .. items.Length - 1 do
            yield Array.removeAt index items
    }

let private shrinkText (text: string) : seq<string> =
    text.EnumerateRunes()
    |> Seq.map string
    |> Array.ofSeq
    |> shrinkArray
    |> Seq.map (String.concat "")

/// What FsCheck makes for the types above.
type Arbitraries =
    static member Text() =
        Arb.fromGenShrink (Gen.map Text text, (fun (Text value) -> Seq.map Text (shrinkText value)))

    static member Blob() =
        Arb.fromGenShrink (Gen.map Blob blob, (fun (Blob value) -> Seq.map Blob (shrinkArray value)))

    static member Cuts() =
        Gen.choose (0, 1_000_000) |> Gen.listOf |> Gen.map Cuts |> Arb.fromGen

let utf8 (text: string) : byte[] = Text.Encoding.UTF8.GetBytes text

/// `items` in pieces that end at the cuts; some may be empty.
let cutAt (Cuts cuts) (items: 'a[]) : 'a[] list =
    let ends = cuts |> List.map (fun cut -> cut % (items.Length + 1)) |> List.sort
    List.map2 (fun start finish -> Array.sub items start (finish - start)) (0 :: ends) (ends @ [ items.Length ])

/// A string of UTF-16 code units in hexadecimal: attributes and test reports cannot hold ill-formed ones.
let ofUnits (hex: string) : string =
    hex.Split ' '
    |> Array.map (fun unit -> char (Convert.ToInt32(unit, 16)))
    |> String
