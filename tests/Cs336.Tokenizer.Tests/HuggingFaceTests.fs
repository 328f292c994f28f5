[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)", MaxTest = 40)>]
module Cs336.Tokenizer.Tests.HuggingFaceTests

open System.IO
open Xunit
open FsCheck
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Folders
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

[<Property>]
let ``tokenizer.json alone is the same tokenizer`` (Text training) (Text text) (PositiveInt room) =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "tokenizer.json")

        let tokenizer =
            (trainedOn (256 + specialTokens.Length + room) training).ToTokenizer()

        tokenizer.SaveHuggingFace path
        let read = BpeTokenizer.FromHuggingFace path
        parts read = parts tokenizer && read.Encode text = tokenizer.Encode text)

/// As Hugging Face writes it, with parts to replace.
let private document (preTokenizer: string) (added: string) (vocabulary: string) (merges: string) =
    $$"""
    {
      "version": "1.0", "truncation": null, "padding": null, "normalizer": null,
      "added_tokens": [{{added}}],
      "pre_tokenizer": {{preTokenizer}},
      "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
      "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
      "model": {
        "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "", "end_of_word_suffix": "",
        "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
        "vocab": {{vocabulary}},
        "merges": {{merges}}
      }
    }
    """

let private byteLevel =
    """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}"""

let private added (text: string) (id: int) =
    $$"""{"id": {{id}}, "content": "{{text}}", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}"""

let private vocabulary = """{"a": 0, "b": 1, "Ġ": 2, "ab": 3, "Ġab": 4, "<s>": 5}"""

let private read (content: string) : BpeTokenizer =
    ofFile "tokenizer.json" content BpeTokenizer.FromHuggingFace

[<Theory>]
[<InlineData("""["a b", "Ġ ab"]""")>]
[<InlineData("""[["a", "b"], ["Ġ", "ab"]]""")>]
let ``merges are read in both of the forms in use`` (merges: string) =
    let tokenizer =
        read (document byteLevel (added "<s>" 5 + "," + added "\\n" 6) vocabulary merges)

    Assert.Equal<Merge>([ merge "a" "b"; merge " " "ab" ], tokenizer.Merges)
    Assert.Equal<string>([ "<s>"; "\n" ], tokenizer.SpecialTokens)
    Assert.Equal<int[]>([| 5; 4; 6; 1 |], tokenizer.Encode "<s> ab\nb")

[<Fact>]
let ``an added token that is a byte as well keeps its id`` () =
    let tokenizer =
        read (document byteLevel (added "\\n" 2) """{"a": 0, "Ċ": 1}""" "[]")

    Assert.Equal<int[]>([| 0; 2 |], tokenizer.Encode "a\n")

[<Fact>]
let ``added tokens that Hugging Face looks for in another order are refused where that matters`` () =
    let content (second: string) =
        let normalized =
            (added second 6).Replace("\"normalized\": false", "\"normalized\": true")

        document byteLevel (added "<s>" 5 + "," + normalized) vocabulary "[]"

    Assert.Equal<int[]>([| 5; 6 |], (read (content "<t>")).Encode "<s><t>")

    for overlapping in [ "><t>"; "<s>x"; "s"; "x<" ] do
        Assert.EndsWith(
            $"expected added tokens of which the normalized ones do not overlap the others, found \"{overlapping}\".",
            refusal (fun () -> read (content overlapping))
        )

[<Fact>]
let ``added tokens that the vocabulary lacks have the next ids, which Hugging Face gives them whatever the file says`` () =
    let content first second =
        document byteLevel (added "<s>" 5 + "," + added "<t>" first + "," + added "<u>" second) vocabulary "[]"

    Assert.Equal<int[]>([| 7; 6; 5 |], (read (content 6 7)).Encode "<u><t><s>")

    for first, second, expected in [ 7, 6, "6, the next one, for \"<t>\""; 6, 8, "7, the next one, for \"<u>\"" ] do
        Assert.Contains($"expected the id {expected}", refusal (fun () -> read (content first second)))

[<Fact>]
let ``GPT-2's pattern may be spelled out`` () =
    let split (form: string) =
        """{"type": "Sequence", "pretokenizers": [
          {"type": "Split", "pattern": {"FORM": "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"},
           "behavior": "Isolated", "invert": false},
          {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}"""
            .Replace("FORM", form)

    let content form =
        document (split form) "" vocabulary """["a b", "Ġ ab"]"""

    Assert.Equal<int[]>([| 3; 4 |], (read (content "Regex")).Encode "ab ab")
    Assert.EndsWith("found one of type Sequence.", refusal (fun () -> read (content "String")))

[<Theory>]
[<InlineData("\"pre_tokenizer\": {\"type\": \"ByteLevel\", \"add_prefix_space\": false",
             "\"pre_tokenizer\": {\"type\": \"ByteLevel\", \"add_prefix_space\": true",
             5,
             "GPT-2's pre-tokenizer, ByteLevel without a prefix space (\"pre_tokenizer\"), found one of type ByteLevel")>]
[<InlineData("\"normalizer\": null", "\"normalizer\": {\"type\": \"NFC\"}", 3, "no normalizer (\"normalizer\"), found one of type NFC")>]
[<InlineData("\"type\": \"BPE\"", "\"type\": \"Unigram\"", 9, "a model of type BPE (\"type\"), found \"Unigram\"")>]
[<InlineData("\"ignore_merges\": false", "\"ignore_merges\": true", 10, "a model that follows its merges (\"ignore_merges\"), found true")>]
[<InlineData("\"lstrip\": false", "\"lstrip\": true", 4, "an added token that takes nothing of the text around it (\"lstrip\"), found true")>]
[<InlineData("\"id\": 5", "\"id\": 6", 4, "the id 5 of the vocabulary for \"<s>\", found 6")>]
[<InlineData("\"id\": 5", "\"id\": \"5\"", 4, "an id from 0 to 1073741823, found \"5\"")>]
[<InlineData("\"content\": \"<s>\"",
             "\"content\": \"Ġ\", \"id\": 2",
             4,
             "added tokens that spell no other token, found \"Ġ\", the spelling of the token 2")>]
[<InlineData("\"a\": 0", "\"a\": -1", 11, "an id from 0 to 1073741823, found -1")>]
[<InlineData("\"a b\"", "\"a b c\"", 12, "a merge of two tokens in GPT-2's spelling, found \"a b c\"")>]
[<InlineData("\"a b\"", "\"b b\"", 12, "a merge of two tokens into a third, found \"b b\", which needs \"bb\", no token of the vocabulary")>]
[<InlineData("\"a b\"", "\"Ġ ab\"", 12, "each merge once, found \"Ġ ab\" again")>]
[<InlineData("\"version\": \"1.0\"", "\"version\": \"2.0\"", 3, "version 1.0 of the form (\"version\"), found \"2.0\"")>]
[<InlineData("[\"a b\", \"Ġ ab\"]",
             "\"a b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\\na b\"",
             12,
             "a list of merges, found \"a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊a b␊…\"")>]
[<InlineData("\"vocab\":", "\"vocabulary\":", 8, "a member \"vocab\", found none")>]
let ``what would change the ids, or is malformed, is refused with its line``
    (part: string)
    (replacement: string)
    (line: int)
    (message: string)
    =
    let content = document byteLevel (added "<s>" 5) vocabulary """["a b", "Ġ ab"]"""

    Assert.Contains(part, content)
    let damaged = content.Replace(part, replacement)
    Assert.EndsWith($"tokenizer.json is malformed in line {line}: expected {message}.", refusal (fun () -> read damaged))

[<Fact>]
let ``text that is not JSON is refused with its line`` () =
    Assert.EndsWith(
        "tokenizer.json is malformed in line 2: expected an object that describes a tokenizer, found text that is not JSON.",
        refusal (fun () -> read "{\n")
    )
