module Cs336.Tokenizer.Tests.Gpt2FormatTests

open System
open System.IO
open Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators

[<Theory>]
[<InlineData(0x20, "Ġ")>]
[<InlineData(0x0A, "Ċ")>]
[<InlineData(0x00, "Ā")>]
[<InlineData(0x7F, "ġ")>]
[<InlineData(0xA0, "ł")>]
[<InlineData(0xAD, "Ń")>]
[<InlineData(0x41, "A")>]
[<InlineData(0xE9, "é")>]
let ``bytes are spelled as GPT-2 spells them`` (value: int) (spelling: string) =
    Assert.Equal(spelling, Bytes.spell [| byte value |])

[<Fact>]
let ``every byte has a spelling of its own, which stands for it`` () =
    let bytes = [| 0uy .. 255uy |]
    Assert.Equal(256, Bytes.spell bytes |> Seq.distinct |> Seq.length)
    Assert.Equal(ValueSome bytes, Bytes.tryUnspell (Bytes.spell bytes))
    Assert.Equal(ValueNone, Bytes.tryUnspell "a b")

/// A tokenizer of files with these contents.
let private read (vocabulary: string) (merges: string) (specialTokens: string list) : BpeTokenizer =
    let directory = Directory.CreateTempSubdirectory "cs336-gpt2-"

    try
        let path name = Path.Combine(directory.FullName, name)
        File.WriteAllBytes(path "vocab.json", utf8 vocabulary)
        File.WriteAllBytes(path "merges.txt", utf8 merges)
        BpeTokenizer.FromFiles(path "vocab.json", path "merges.txt", specialTokens)
    finally
        directory.Delete true

[<Theory>]
[<InlineData("#version: 0.2\na b\nab Ġ\n")>]
[<InlineData("a b\nab Ġ\n")>]
[<InlineData("a b\nab Ġ")>]
[<InlineData("#version: 0.2\r\na b\r\nab Ġ\r\n")>]
let ``merges are read with or without header, final newline and carriage returns`` (merges: string) =
    let tokenizer =
        read """{"a": 0, "b": 1, "\u0120": 2, "ab": 3, "abĠ": 4}""" merges []

    Assert.Equal<Merge>([ Tokenizers.merge "a" "b"; Tokenizers.merge "ab" " " ], tokenizer.Merges)
    Assert.Equal<byte[]>(utf8 "ab ", Tokenizers.bytesOf tokenizer 4)

[<Fact>]
let ``a special token stands as its own text`` () =
    let tokenizer = read """{"a": 0, "<|é \n|>": 1}""" "" [ "<|é \n|>" ]
    Assert.Equal<int[]>([| 0; 1; 0 |], tokenizer.Encode "a<|é \n|>a")

[<Fact>]
let ``a key that spells a byte or a merged token is that token, whatever the special tokens are`` () =
    let tokenizer = read """{"a": 0, "Ġ": 1, "Ġa": 2}""" "Ġ a" [ "Ġ"; "Ġa" ]
    Assert.Equal<byte[]>(utf8 " ", Tokenizers.bytesOf tokenizer 1)
    Assert.Equal<byte[]>(utf8 " a", Tokenizers.bytesOf tokenizer 2)
    Assert.Equal<int[]>([| 2; 3; 4 |], tokenizer.Encode " aĠĠa")

[<Theory>]
[<InlineData("{\n\"a\": 0,\n!",
             "",
             "vocab.json is malformed in line 3: expected an object of tokens and their ids, found text that is not JSON.")>]
[<InlineData("[1]", "", "vocab.json is malformed in line 1: expected an object of tokens and their ids, found a list.")>]
[<InlineData("{\"a\": \"0\"}", "", "vocab.json is malformed in line 1: expected an id from 0 to 1073741823, found \"0\".")>]
[<InlineData("{\"a\": 1.5}", "", "vocab.json is malformed in line 1: expected an id from 0 to 1073741823, found 1.5.")>]
[<InlineData("{\"a\": -1}", "", "vocab.json is malformed in line 1: expected an id from 0 to 1073741823, found -1.")>]
[<InlineData("{\"a\": 0, \"a\": 1}", "", "vocab.json is malformed in line 1: expected each token once, found \"a\" again.")>]
[<InlineData("{\"\\ud83d\": 0}",
             "",
             "vocab.json is malformed in line 1: expected an object of tokens and their ids, found a string that is not well-formed Unicode.")>]
[<InlineData("{\"a\": 0, \"\\u0061\": 1}", "", "vocab.json is malformed in line 1: expected each token once, found \"a\" again.")>]
[<InlineData("{\n\"a\": 0,\n\"b\": -7}", "", "vocab.json is malformed in line 3: expected an id from 0 to 1073741823, found -7.")>]
[<InlineData("{\"a\": 0, \"b\": 0}", "", "vocab.json is malformed in line 1: expected each id once, found 0 for \"a\" and for \"b\".")>]
[<InlineData("{\"a b\": 0}",
             "",
             "vocab.json is malformed in line 1: expected tokens in GPT-2's spelling, found \"a b\", which is none and no special token either.")>]
[<InlineData("{\"a\": 0}",
             "#version: 0.2\na a a\n",
             "merges.txt is malformed in line 2: expected two tokens in GPT-2's spelling with one space between them, found \"a a a\".")>]
[<InlineData("{\"a\": 0}",
             "a\n",
             "merges.txt is malformed in line 1: expected two tokens in GPT-2's spelling with one space between them, found \"a\".")>]
[<InlineData("{\"a\": 0}",
             "a a\n\na a\n",
             "merges.txt is malformed in line 2: expected two tokens in GPT-2's spelling with one space between them, found \"\".")>]
[<InlineData("{\"a\": 0}", "a \u2003\n", "line 1: expected two tokens in GPT-2's spelling with one space between them, found \"a \u2003\".")>]
[<InlineData("{\"a\": 0}",
             "a a\n",
             "merges.txt is malformed in line 1: expected a merge of two tokens into a third, found \"a a\", which needs \"aa\", no token of the vocabulary.")>]
let ``a malformed file is refused with one sentence`` (vocabulary: string) (merges: string) (message: string) =
    let error =
        Assert.Throws<TokenizerException>(fun () -> read vocabulary merges [] |> ignore)

    Assert.EndsWith(message, error.Message)
    Assert.False error.IsUsageError

[<Fact>]
let ``a missing file is named`` () =
    let error =
        Assert.Throws<TokenizerException>(fun () -> BpeTokenizer.FromFiles("no/vocab.json", "no/merges.txt", []) |> ignore)

    Assert.Equal("The file no/vocab.json does not exist.", error.Message)
