[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.DecodingTests

open System
open Xunit
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

/// Ids of the vocabulary in any order: most of them cut characters.
let private anyIds (numbers: Cuts) : int[] =
    numbers.Places
    |> Seq.map (fun number -> number % trained.VocabularySize)
    |> Array.ofSeq

[<Property(MaxTest = 500)>]
let ``decoded bytes are those of the tokens, joined`` numbers =
    let ids = anyIds numbers
    trained.DecodeBytes(ReadOnlySpan ids) = Array.collect (bytesOf trained) ids

[<Property(MaxTest = 500)>]
let ``decoded text is what .NET makes of the bytes`` (Blob bytes) =
    let ids = trained.Encode(ReadOnlySpan bytes)
    trained.Decode(ReadOnlySpan ids) = Text.Encoding.UTF8.GetString bytes

[<Property(MaxTest = 500)>]
let ``decoding as ids come gives the text of the whole`` numbers =
    let ids = anyIds numbers
    String.concat "" (trained.DecodeStream ids) = trained.Decode(ReadOnlySpan ids)

[<Property(MaxTest = 500)>]
let ``decoding byte by byte gives the text of the whole`` (Blob bytes) =
    let ids = bytes |> Array.map (fun value -> specialTokens.Length + int value)
    String.concat "" (trained.DecodeStream ids) = Text.Encoding.UTF8.GetString bytes

[<Property>]
let ``pieces of a well-formed text are well-formed and not empty`` (Text text) =
    trained.DecodeStream(trained.Encode text)
    |> Seq.forall (fun piece -> piece <> "" && Text.Encoding.UTF8.GetString(utf8 piece) = piece)
    && Seq.exists ((=) '\uFFFD') (String.concat "" (trained.DecodeStream(trained.Encode text))) = text.Contains '\uFFFD'

let private bytesOnly = ofMerges [] []

[<Theory>]
[<InlineData("F0 9F", "\uFFFD")>]
[<InlineData("83 99 F0 9F", "\uFFFD\uFFFD\uFFFD")>]
[<InlineData("F0 9F F0 9F", "\uFFFD\uFFFD")>]
[<InlineData("41 E2 82", "A\uFFFD")>]
[<InlineData("F0 9F 99 41", "\uFFFDA")>]
[<InlineData("C0 AF", "\uFFFD\uFFFD")>]
[<InlineData("ED A0 80", "\uFFFD\uFFFD\uFFFD")>]
[<InlineData("F4 90 80 80", "\uFFFD\uFFFD\uFFFD\uFFFD")>]
[<InlineData("EF BB BF 41", "\uFEFFA")>]
let ``each maximal ill-formed part becomes one U+FFFD`` (hex: string) (text: string) =
    let ids = hex.Split ' ' |> Array.map (fun value -> Convert.ToInt32(value, 16))
    Assert.Equal(text, bytesOnly.Decode(ReadOnlySpan ids))
    Assert.Equal(text, String.concat "" (bytesOnly.DecodeStream ids))

[<Fact>]
let ``bytes of a character are held back until it is complete`` () =
    let ids = utf8 "a🙂b" |> Array.map int
    Assert.Equal<string>([ "a"; "🙂"; "b" ], bytesOnly.DecodeStream ids)

[<Theory>]
[<InlineData(256)>]
[<InlineData(-1)>]
let ``an id outside the vocabulary is named with its position`` (id: int) =
    let message =
        $"The id {id} at position 2 is not in the vocabulary: expected one of its 256 ids below 256."

    let whole =
        Assert.Throws<TokenizerException>(fun () -> bytesOnly.Decode(ReadOnlySpan [| 97; 98; id |]) |> ignore)

    let streamed =
        Assert.Throws<TokenizerException>(fun () -> bytesOnly.DecodeStream [ 97; 98; id ] |> Seq.length |> ignore)

    Assert.Equal((message, false), (whole.Message, whole.IsUsageError))
    Assert.Equal(message, streamed.Message)
