/// The library's own generators, in the shapes that the tests match on.
module Cs336.Tokenizer.Tests.Generators

open System
open Cs336.Tokenizer.Testing

/// The special tokens of the tests: nested, overlapping, with white space, non-ASCII, and one that is an ordinary word.
let specialTokens = List.ofSeq TokenizerArbitraries.SpecialTokens

type Arbitraries = TokenizerArbitraries

/// Well-formed text.
let (|Text|) (text: NastyText) : string = text.Value

/// Any bytes.
let (|Blob|) (bytes: NastyBytes) : byte[] = bytes.Value

/// `items` in pieces that end at the cuts; some may be empty.
let cutAt (cuts: Cuts) (items: 'a[]) : 'a[] list = List.ofSeq (cuts.Apply items)

let utf8 (text: string) : byte[] = Text.Encoding.UTF8.GetBytes text

/// A string of UTF-16 code units in hexadecimal: attributes and test reports cannot hold ill-formed ones.
let ofUnits (hex: string) : string =
    hex.Split ' '
    |> Array.map (fun unit -> char (Convert.ToInt32(unit, 16)))
    |> String

/// Words of two to nine letters, many of them distinct.
let manyWords (seed: int) (count: int) : byte[] =
    let random = Random seed

    [|
        for _ in 1..count do
            ' 'B

            for _ in 0 .. random.Next(2, 9) do
                'a'B + byte (random.Next 26)
    |]
