[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.TrainingTests

open System
open System.Collections.Generic
open System.IO
open System.Threading
open Xunit
open FsCheck.Xunit
open FsCheck
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

/// The smallest vocabulary with the generators' special tokens.
let private smallest = 256 + specialTokens.Length

let private shownMerges (trained: TrainedVocabulary) : string list =
    trained.Merges
    |> Seq.map (fun merge -> $"{Text.Encoding.UTF8.GetString merge.Left.Span}·{Text.Encoding.UTF8.GetString merge.Right.Span}")
    |> List.ofSeq

[<Property(MaxTest = 200)>]
let ``merges are those of counting every pair again each round`` (Text text) (PositiveInt room) =
    mergeLists (trainedOn (smallest + room) text).Merges = Definitions.train specialTokens room text

[<Property>]
let ``no token is learned twice, and each joins two earlier ones`` (Text text) =
    let trained = trainedOn 2000 text

    let learned =
        trained.Tokens
        |> Seq.skip specialTokens.Length
        |> Seq.map (fun token -> List.ofArray (token.ToArray()))
        |> Array.ofSeq

    let isEarlier count token =
        Array.contains token (Array.take count learned)

    Array.distinct learned = learned
    && mergeLists trained.Merges
       |> List.indexed
       |> List.forall (fun (index, (left, right)) ->
           isEarlier (256 + index) left
           && isEarlier (256 + index) right
           && learned[256 + index] = left @ right)

[<Property>]
let ``vocabularies are closed under prefixes: a smaller one is the beginning of a larger one``
    (Text text)
    (PositiveInt room)
    (PositiveInt more)
    =
    let smaller, larger =
        trainedOn (smallest + room) text, trainedOn (smallest + room + more) text

    let lists (trained: TrainedVocabulary) =
        trained.Tokens
        |> Seq.map (fun token -> List.ofArray (token.ToArray()))
        |> List.ofSeq

    List.truncate smaller.Merges.Count (mergeLists larger.Merges) = mergeLists smaller.Merges
    && List.truncate smaller.Tokens.Count (lists larger) = lists smaller

[<Property>]
let ``no learned token holds a special token`` (Text text) =
    (trainedOn 2000 text).Tokens
    |> Seq.skip smallest
    |> Seq.forall (fun token ->
        specialTokens
        |> List.forall (fun special -> token.Span.IndexOf(ReadOnlySpan(utf8 special)) < 0))

[<Fact>]
let ``special tokens come first, then the bytes, then the merged tokens`` () =
    let trained =
        BpeTrainer.TrainOnText("aa aa", TrainingOptions(260, [| "<b>"; "<a>" |]))

    Assert.Equal(260, trained.Tokens.Count)
    Assert.Equal<byte[]>(utf8 "<b>", trained.Tokens[0].ToArray())
    Assert.Equal<byte[]>(utf8 "<a>", trained.Tokens[1].ToArray())
    Assert.All([ 0..255 ], (fun value -> Assert.Equal<byte[]>([| byte value |], trained.Tokens[2 + value].ToArray())))
    Assert.Equal<byte[]>(utf8 "aa", trained.Tokens[258].ToArray())
    Assert.Equal<byte[]>(utf8 " aa", trained.Tokens[259].ToArray())

[<Fact>]
let ``overlapping pairs count each time and merge left to right`` () =
    Assert.Equal<string list>([ "a·a"; "aa·a" ], shownMerges (BpeTrainer.TrainOnText("aaa", TrainingOptions 300)))
    Assert.Equal<string list>([ "a·a"; "aa·aa"; "aaaa·a" ], shownMerges (BpeTrainer.TrainOnText("aaaaa", TrainingOptions 300)))

[<Fact>]
let ``ties go to the greatest pair of byte strings`` () =
    Assert.Equal<string list>([ "z·w"; "x·y"; " ·zw" ], shownMerges (BpeTrainer.TrainOnText("xy zw", TrainingOptions 300)))
    // é is the bytes C3 A9, and bytes are unsigned: it comes after every ASCII letter.
    let first = (BpeTrainer.TrainOnText("zz é", TrainingOptions 257)).Merges[0]
    Assert.Equal<byte[]>([| 0xC3uy |], first.Left.ToArray())

[<Fact>]
let ``training stops at the vocabulary size, or when no pair is left`` () =
    Assert.Equal(258, BpeTrainer.TrainOnText("hello hello", TrainingOptions 258).Tokens.Count)
    Assert.Equal(256, BpeTrainer.TrainOnText("hello hello", TrainingOptions 256).Tokens.Count)
    Assert.Equal(261, BpeTrainer.TrainOnText("hello hello", TrainingOptions 5000).Tokens.Count)

[<Fact>]
let ``an empty corpus gives the base vocabulary`` () =
    let trained =
        BpeTrainer.TrainOnFiles([||], TrainingOptions(300, [| "<|endoftext|>" |]))

    Assert.Equal(257, trained.Tokens.Count)
    Assert.Equal(257, BpeTrainer.TrainOnText("", TrainingOptions(300, [| "<|endoftext|>" |])).Tokens.Count)

[<Fact>]
let ``a long pre-token is learned from as any other`` () =
    // 2^17 letters halve with each merge: aa, aaaa, … until one token is left.
    let trained = BpeTrainer.TrainOnText(String('a', 1 <<< 17), TrainingOptions 1000)
    Assert.Equal<int list>([ for power in 1..17 -> 1 <<< power ], [ for token in Seq.skip 256 trained.Tokens -> token.Length ])

[<Theory>]
[<InlineData(256, 1, "The vocabulary is too small: expected at least 257 tokens (256 bytes and 1 special tokens), found 256.")>]
[<InlineData(-1, 1, "The vocabulary is too small: expected at least 257 tokens (256 bytes and 1 special tokens), found -1.")>]
[<InlineData(300, 0, "The number of threads is out of range: expected 1 to 1024, found 0.")>]
[<InlineData(300, 1_025, "The number of threads is out of range: expected 1 to 1024, found 1025.")>]
let ``options that cannot be met are a usage error`` (vocabularySize: int) (threads: int) (message: string) =
    let train () =
        BpeTrainer.TrainOnText("text", TrainingOptions(vocabularySize, [| "<|endoftext|>" |], threads))
        |> ignore

    let error = Assert.Throws<TokenizerException> train
    Assert.Equal(message, error.Message)
    Assert.True error.IsUsageError

/// Paths of temporary files with these contents, which are gone afterwards.
let private withFiles (contents: string list) (action: string[] -> unit) : unit =
    let directory = Directory.CreateTempSubdirectory "cs336-training-"

    try
        contents
        |> List.mapi (fun index text ->
            let path = Path.Combine(directory.FullName, $"{index}.txt")
            File.WriteAllBytes(path, utf8 text)
            path)
        |> List.toArray
        |> action
    finally
        directory.Delete true

[<Fact>]
let ``files are texts of their own, whatever the number of threads`` () =
    let texts = [
        "one two<|endoftext|>two"
        ""
        " two one\n"
        String.replicate 3000 "many words, one two three\n"
    ]

    withFiles texts (fun paths ->
        let expected =
            BpeTrainer.TrainOnText(String.Join("<|endoftext|>", texts), TrainingOptions(300, [| "<|endoftext|>" |]))

        for threads in [ 1; 2; 8 ] do
            let trained =
                BpeTrainer.TrainOnFiles(paths, TrainingOptions(300, [| "<|endoftext|>" |], threads))

            Assert.Equal<Merge>(expected.Merges, trained.Merges))

[<Fact>]
let ``a byte order mark and carriage returns are text like any other`` () =
    withFiles [ "\uFEFFone\r\n" ] (fun paths ->
        let trained = BpeTrainer.TrainOnFiles(paths, TrainingOptions 300)
        let tokens = [ for token in trained.Tokens -> Text.Encoding.UTF8.GetString token.Span ]

        Assert.Equal<string list>(
            [ "\uFEFF"; "one"; "\r\n" ],
            [ "\uFEFF"; "one"; "\r\n" ]
            |> List.filter (fun token -> List.contains token tokens)
        ))

type private Recorder() =
    member val Reports = List<TrainingProgress>()

    interface IProgress<TrainingProgress> with
        member this.Report value = this.Reports.Add value

[<Fact>]
let ``progress reaches the bytes of the corpus, then the merges`` () =
    withFiles [ "some text here"; "some more" ] (fun paths ->
        let recorder = Recorder()
        let trained = BpeTrainer.TrainOnFiles(paths, TrainingOptions(260), recorder)

        let last phase =
            recorder.Reports |> Seq.filter (fun report -> report.Phase = phase) |> Seq.last

        Assert.Equal((23L, 23L), ((last TrainingPhase.Counting).Done, (last TrainingPhase.Counting).Total))
        Assert.Equal((int64 trained.Merges.Count, 4L), ((last TrainingPhase.Merging).Done, (last TrainingPhase.Merging).Total)))

[<Fact>]
let ``training can be cancelled`` () =
    withFiles [ "some text" ] (fun paths ->
        let train () =
            BpeTrainer.TrainOnFiles(paths, TrainingOptions 300, null, CancellationToken true)
            |> ignore

        Assert.Throws<OperationCanceledException> train |> ignore)

[<Fact>]
let ``a missing file is named, and no usage error`` () =
    let train () =
        BpeTrainer.TrainOnFiles([| "no/such/corpus.txt" |], TrainingOptions 300)
        |> ignore

    let error = Assert.Throws<TokenizerException> train
    Assert.Equal("The file no/such/corpus.txt does not exist.", error.Message)
    Assert.False error.IsUsageError

[<Fact>]
let ``a directory in place of a file is refused with one sentence`` () =
    let directory = Directory.CreateTempSubdirectory "cs336-training-"

    try
        let train () =
            BpeTrainer.TrainOnFiles([| directory.FullName |], TrainingOptions 300) |> ignore

        Assert.StartsWith($"The file {directory.FullName} cannot be used: ", Assert.Throws<TokenizerException>(train).Message)
    finally
        directory.Delete()
