[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)", MaxTest = 60)>]
module Cs336.Tokenizer.Tests.TiktokenTests

open System
open System.Collections.Generic
open System.IO
open Xunit
open FsCheck
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Folders
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

let private readWith (specials: string list) (path: string) : BpeTokenizer =
    BpeTokenizer.FromTiktoken(path, specials)

let private specialIds (tokenizer: BpeTokenizer) =
    tokenizer.SpecialTokens
    |> Seq.map (fun text ->
        match tokenizer.TryGetId text with
        | true, id -> KeyValuePair(text, id)
        | false, _ -> failwith text)
    |> List.ofSeq

[<Property>]
let ``merges are recovered exactly from the ranks`` (Text training) (Text text) (PositiveInt room) =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "trained.tiktoken")

        let tokenizer =
            (trainedOn (256 + specialTokens.Length + room) training).ToTokenizer()

        tokenizer.SaveTiktoken path
        let read = BpeTokenizer.FromTiktoken(path, specialIds tokenizer)
        parts read = parts tokenizer && read.Encode text = tokenizer.Encode text)

[<SkippableFact>]
let ``GPT-2 in tiktoken's form is GPT-2`` () =
    let gpt2 =
        BpeTokenizer.FromFiles(sharedFixture "official/gpt2_vocab.json", sharedFixture "official/gpt2_merges.txt", [ "<|endoftext|>" ])

    inDirectory (fun directory ->
        let path = Path.Combine(directory, "r50k_base.tiktoken")
        gpt2.SaveTiktoken path
        Assert.Equal(50256, File.ReadLines path |> Seq.length)
        // The first lines of OpenAI's own file.
        Assert.Equal<string>([ "IQ== 0"; "Ig== 1"; "Iw== 2" ], File.ReadLines path |> Seq.take 3)
        let read = readWith [ "<|endoftext|>" ] path
        Assert.Equal<int[]>([| 50256 |], read.Encode "<|endoftext|>")
        Assert.True((parts read = parts gpt2)))

let private bytesLine (value: int) =
    $"{Convert.ToBase64String [| byte value |]} {value}"

let private allBytes = [ 0..255 ] |> List.map bytesLine |> String.concat "\n"

[<Fact>]
let ``special tokens have the ids that they are given, or the next free ones`` () =
    let given =
        ofFile "a.tiktoken" allBytes (fun path -> BpeTokenizer.FromTiktoken(path, [ KeyValuePair("<b>", 400); KeyValuePair("<a>", 300) ]))

    Assert.Equal<int[]>([| 400; 300; 97 |], given.Encode "<b><a>a")
    Assert.Equal(401, given.VocabularySize)
    let next = ofFile "a.tiktoken" allBytes (readWith [ "<b>"; "<a>" ])
    Assert.Equal<int[]>([| 256; 257; 97 |], next.Encode "<b><a>a")

[<Fact>]
let ``a special token does not take another token's id`` () =
    let read path =
        BpeTokenizer.FromTiktoken(path, [ KeyValuePair("<b>", 97) ])

    let error =
        Assert.Throws<TokenizerException>(fun () -> ofFile "a.tiktoken" allBytes read |> ignore)

    Assert.Equal("The special token \"<b>\" has the id 97: expected one of its own, found that of the token \"a\".", error.Message)

[<Theory>]
[<InlineData("YQ==", "in line 257: expected a token in base64, a space and its rank from 0 to 1073741823, found \"YQ==\".")>]
[<InlineData("Y! 300", "in line 257: expected a token in base64, a space and its rank from 0 to 1073741823, found \"Y! 300\".")>]
[<InlineData("YWI= -1", "in line 257: expected a token in base64, a space and its rank from 0 to 1073741823, found \"YWI= -1\".")>]
[<InlineData("YQ== 300", "in line 257: expected each token once, found \"a\" in line 98 too.")>]
[<InlineData("YWI= 97", "in line 257: expected each rank once, found 97 in line 98 too.")>]
[<InlineData("YWJj 300", "in line 257: expected a token that two of lower rank make, found \"abc\" with rank 300.")>]
let ``a malformed file is refused with one sentence`` (line: string) (message: string) =
    let sentence =
        refusal (fun () -> ofFile "a.tiktoken" $"{allBytes}\n{line}\n" (readWith []))

    Assert.EndsWith("a.tiktoken is malformed " + message, sentence)

[<Fact>]
let ``an empty file is refused, not read as a tokenizer of no tokens`` () =
    Assert.EndsWith(
        "a.tiktoken is empty: expected a token in base64, a space and its rank on each line.",
        refusal (fun () -> ofFile "a.tiktoken" "\n" (readWith []))
    )

[<Fact>]
let ``a tokenizer whose ids do not follow its merges is not saved`` () =
    let tokens =
        Seq.append (Seq.init 256 (fun value -> ReadOnlyMemory [| byte value |])) [ memory "cd"; memory "ab" ]
        |> Seq.mapi (fun id token -> KeyValuePair(id, token))

    let tokenizer = BpeTokenizer.Create(tokens, [ merge "a" "b"; merge "c" "d" ], [])

    let error =
        Assert.Throws<TokenizerException>(fun () -> inDirectory (fun directory -> tokenizer.SaveTiktoken(Path.Combine(directory, "x"))))

    Assert.Equal(
        "The tokenizer cannot be saved in tiktoken's form: expected merges in the order of the ids they make, found another order.",
        error.Message
    )
