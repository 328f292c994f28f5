[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.PreTokenizationTests

open System
open System.Text
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Generators

let private noSpecials = SpecialTokens.create [] |> Fault.orThrow

/// The bytes of each segment.
let private cut (specials: SpecialTokens) (bytes: byte[]) : byte[] list =
    (Segments.cut specials true (ReadOnlySpan bytes)).Segments
    |> Seq.map (fun segment -> Array.sub bytes segment.Start segment.Length)
    |> List.ofSeq

let private decode (bytes: byte[]) : string = Encoding.UTF8.GetString bytes

let private preTokens (text: string) : string list =
    cut noSpecials (utf8 text) |> List.map decode

[<Property(MaxTest = 1000)>]
let ``pre-tokens are what the regular expression finds over code points`` (Text text) =
    preTokens text = Definitions.preTokens text

/// Any code points, and those that the pattern looks at.
let private anyUnicode =
    Gen.oneof [
        Gen.choose (0, 0x10FFFF)
        Gen.choose (0, 0x2FF)
        Gen.choose (0x1F000, 0x1FFFF)
        Gen.elements [
            0x20
            0x27
            0x0A
            0x85
            0xA0
            0x2003
            0x3000
            0x660
            0x1D7D8
            0x10330
            int 's'
            int 'l'
        ]
    ]
    |> Gen.filter Rune.IsValid
    |> Gen.map Char.ConvertFromUtf32
    |> Gen.listOf
    |> Gen.map (String.concat "")

[<Property(MaxTest = 3000)>]
let ``pre-tokens of any Unicode are those of the pattern, read alternative by alternative`` () =
    Prop.forAll (Arb.fromGen anyUnicode) (fun text -> preTokens text = Definitions.preTokensByHand text)

[<Property(MaxTest = 300)>]
let ``pre-tokens joined are the bytes, whatever these are`` (Blob bytes) =
    Array.concat (cut noSpecials bytes) = bytes

[<Property(MaxTest = 300)>]
let ``ill-formed bytes are cut as U+FFFD in their place would be`` (Blob bytes) =
    List.map decode (cut noSpecials bytes) = preTokens (decode bytes)

[<Fact>]
let ``letters, numbers and white space are those of Unicode for every code point`` () =
    let expected (rune: Rune) =
        if Rune.IsWhiteSpace rune then CharacterClass.WhiteSpace
        elif Rune.IsLetter rune then CharacterClass.Letter
        elif Rune.IsNumber rune then CharacterClass.Number
        else CharacterClass.Other

    let wrong =
        Seq.append [ 0..0xD7FF ] [ 0xE000..0x10FFFF ]
        |> Seq.filter (fun codePoint -> CharacterClasses.ofCodePoint codePoint <> expected (Rune codePoint))

    Assert.Empty wrong

[<Fact>]
let ``white space is the 25 characters of the specification`` () =
    let specified =
        [ 0x09..0x0D ]
        @ [ 0x20; 0x85; 0xA0; 0x1680 ]
        @ [ 0x2000..0x200A ]
        @ [ 0x2028; 0x2029; 0x202F; 0x205F; 0x3000 ]

    let found =
        [ 0..0x10FFFF ]
        |> List.filter (fun codePoint -> CharacterClasses.ofCodePoint codePoint = CharacterClass.WhiteSpace)

    Assert.Equal<int list>(specified, found)

[<Theory>]
[<InlineData("some text that I'll pre-tokenize", "some| text| that| I|'ll| pre|-|tokenize")>]
[<InlineData("I'LL you'Re it's'd", "I|'|LL| you|'|Re| it|'s|'d")>]
[<InlineData("a  b   c", "a| | b|  | c")>]
[<InlineData("end   ", "end|   ")>]
[<InlineData("one\n\ntwo\r\n three", "one|\n|\n|two|\r\n| three")>]
[<InlineData(" 's ''s", " '|s| ''|s")>]
[<InlineData("x1y22", "x|1|y|22")>]
[<InlineData("'l 'lx 'v", "'|l| '|lx| '|v")>]
[<InlineData("𝒳𝟘🙂", "𝒳|𝟘|🙂")>]
[<InlineData("", "")>]
let ``worked examples`` (text: string) (expected: string) =
    Assert.Equal(expected, String.Join('|', preTokens text))

[<Property(MaxTest = 300)>]
let ``a tokenizer's segments are its special tokens and the pre-tokens between them`` (Text text) =
    List.ofSeq (Tokenizers.trained.PreTokens text) = Definitions.segments specialTokens text
