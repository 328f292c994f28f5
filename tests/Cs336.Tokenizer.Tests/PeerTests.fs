/// The same ids as the two tokenizers that .NET has, on large real text.
module Cs336.Tokenizer.Tests.PeerTests

open System
open System.IO
open System.Text
open Xunit
open Microsoft.ML.Tokenizers
open SharpToken
open Cs336.Tokenizer.Tests.Folders

let private gpt2 () =
    Cs336.Tokenizer.BpeTokenizer.FromFiles(
        sharedFixture "official/gpt2_vocab.json",
        sharedFixture "official/gpt2_merges.txt",
        [ "<|endoftext|>" ]
    )

/// Megabytes of English and of other scripts, a document at a time: the peers take quadratic time on some of the longer ones.
let private documents () : string[] =
    [
        "bpe/corpora/stories.txt"
        "bpe/corpora/shakespeare.txt"
        "bpe/corpora/multilingual.txt"
        "official/tinystories_sample.txt"
    ]
    |> Seq.collect (fun name -> File.ReadAllText(sharedFixture name, UTF8Encoding false).Split("<|endoftext|>"))
    |> Array.ofSeq

let private requireSame (ours: Cs336.Tokenizer.BpeTokenizer) (theirs: string -> seq<int>) : unit =
    for document in documents () do
        let expected = Array.ofSeq (theirs document)
        let found = ours.Encode document

        if expected <> found then
            let at =
                Seq.zip expected found
                |> Seq.takeWhile (fun (first, second) -> first = second)
                |> Seq.length

            Assert.Fail $"Token {at} differs, after \"{ours.Decode(ReadOnlySpan(found, max 0 (at - 8), min 8 at))}\"."

let private preTokenizer =
    RegexPreTokenizer(RegularExpressions.Regex @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", null)

[<SkippableFact>]
let ``ids are those of Microsoft.ML.Tokenizers`` () =
    let options =
        BpeOptions(sharedFixture "official/gpt2_vocab.json", sharedFixture "official/gpt2_merges.txt")

    options.ByteLevel <- true
    options.PreTokenizer <- preTokenizer
    let theirs = BpeTokenizer.Create options
    requireSame (gpt2 ()) (fun text -> theirs.EncodeToIds text)

[<SkippableFact>]
let ``Microsoft.ML.Tokenizers reads our tiktoken file as the same tokenizer`` () =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "r50k_base.tiktoken")
        (gpt2 ()).SaveTiktoken path
        let theirs = TiktokenTokenizer.Create(path, preTokenizer, null)
        requireSame (gpt2 ()) (fun text -> theirs.EncodeToIds text))

[<SkippableFact>]
let ``ids are those of SharpToken`` () =
    let theirs = GptEncoding.GetEncoding "r50k_base"
    requireSame (gpt2 ()) (fun text -> theirs.Encode text)
