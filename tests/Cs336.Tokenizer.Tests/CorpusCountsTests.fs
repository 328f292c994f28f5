[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.CorpusCountsTests

open System
open System.IO
open System.Threading
open Xunit
open FsCheck
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Folders
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

let private ofStream (specialTokens: string list) (bytes: byte[]) : CorpusCounts =
    use counter = new CorpusCounter(specialTokens, 2)
    use stream = new MemoryStream(bytes)
    counter.AddStream stream
    counter.ToCounts()

let private ofBytes: byte[] -> CorpusCounts = ofStream specialTokens

/// The file that counts are saved as: the same for equal counts.
let private saved (counts: CorpusCounts) : string =
    use stream = new MemoryStream()
    counts.Save stream
    Text.Encoding.UTF8.GetString(stream.ToArray())

let private reloaded (counts: CorpusCounts) : CorpusCounts =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "a.counts")
        counts.Save path
        CorpusCounts.Load [| path |])

let private options = TrainingOptions(600, List.toArray specialTokens)

[<Property>]
let ``counts of a stream are those that training makes`` (Blob bytes) =
    let counts = ofBytes bytes

    let expected =
        BpeTrainer.CountPreTokens(ReadOnlyMemory bytes, List.toArray specialTokens)

    counts.DistinctPreTokens = expected.Count
    && counts.Occurrences = (expected |> Seq.sumBy _.Count)
    && counts.TextBytes = int64 bytes.Length

[<Property(MaxTest = 200)>]
let ``adding counts up does not depend on order or grouping, and nothing is neutral`` (Blob first) (Blob second) (Blob third) =
    let a, b, c, nothing = ofBytes first, ofBytes second, ofBytes third, ofBytes [||]
    let sum parts = CorpusCounts.Sum(Array.ofList parts)
    let expected = saved (sum [ a; b; c ])

    List.forall (fun counts -> saved counts = expected) [ sum [ c; a; b ]; sum [ sum [ b; c ]; a ]; sum [ a; nothing; b; c; nothing ] ]

[<Property(MaxTest = 100)>]
let ``counts that were saved and read again train the same merges as the text`` (Blob bytes) =
    let fromText = BpeTrainer.TrainOnBytes(ReadOnlyMemory bytes, options)
    let fromCounts = BpeTrainer.TrainOnCounts(reloaded (ofBytes bytes), options)
    mergeLists fromText.Merges = mergeLists fromCounts.Merges

[<Property(MaxTest = 100)>]
let ``counting in parts, in files, equals counting at once`` (Blob first) (Blob second) =
    inDirectory (fun directory ->
        let path name = Path.Combine(directory, name)
        File.WriteAllBytes(path "1", first)
        File.WriteAllBytes(path "2", second)
        (ofBytes first).Save(path "1.counts")
        (ofBytes second).Save(path "2.counts")
        use atOnce = new CorpusCounter(specialTokens)
        atOnce.AddFiles [| path "1"; path "2" |]
        saved (CorpusCounts.Load [| path "2.counts"; path "1.counts" |]) = saved (atOnce.ToCounts()))

[<Property(MaxTest = 100)>]
let ``files and streams add up in one counter, which can train`` (Blob first) (Blob second) (Blob third) =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "1")
        File.WriteAllBytes(path, first)
        use counter = new CorpusCounter(specialTokens, 3)
        counter.AddFiles [| path |]
        use streamed = new MemoryStream(second)
        counter.AddStream streamed
        let before = counter.ToCounts()
        use more = new MemoryStream(third)
        counter.AddStream more

        saved before = saved (CorpusCounts.Sum [| ofBytes first; ofBytes second |])
        && counter.TextBytes = int64 (first.Length + second.Length + third.Length)
        && mergeLists (BpeTrainer.TrainOnCounter(counter, options)).Merges =
            mergeLists (BpeTrainer.TrainOnCounts(CorpusCounts.Sum [| before; ofBytes third |], options)).Merges)

[<Property>]
let ``pieces of a stream are cut where no pre-token and no special token is`` (Blob bytes) (PositiveInt length) =
    let specials = SpecialTokens.create specialTokens |> Fault.orThrow
    use stream = new MemoryStream(bytes)

    let pieces =
        StreamPieces.ofStream specials length stream
        |> Seq.map _.ToArray()
        |> List.ofSeq

    let segments (bytes: byte[]) =
        (Segments.cut specials true (ReadOnlySpan bytes)).Segments
        |> Seq.map (fun segment -> struct (bytes[segment.Start .. segment.Start + segment.Length - 1], segment.Special))
        |> List.ofSeq

    Array.concat pieces = bytes && List.collect segments pieces = segments bytes

[<Property>]
let ``a stream is encoded on several threads as the whole`` (Blob bytes) =
    use stream = new MemoryStream(bytes)

    trained.EncodeStream(stream, 3) |> Seq.collect _.Ids |> Array.ofSeq = trained.Encode(ReadOnlySpan bytes)

[<Fact>]
let ``a long stream is counted and encoded as the whole, piece by piece`` () =
    let bytes =
        utf8 (
            String.replicate 200_000 "the quick brown 中文 🙂 fox<|endoftext|>\n\n\n  jumps over the lazy dog\r\n"
            + String('x', 3_000_000)
        )

    use stream = new MemoryStream(bytes)
    let parts = List.ofSeq (trained.EncodeStream(stream, 2))
    Assert.True(parts.Length > 10 && (List.last parts).BytesDone = int64 bytes.Length)
    Assert.True((parts |> Seq.collect _.Ids |> Array.ofSeq = trained.Encode(ReadOnlySpan bytes)))

    let expected =
        BpeTrainer.CountPreTokens(ReadOnlyMemory bytes, List.toArray specialTokens)

    Assert.Equal(expected |> Seq.sumBy _.Count, (ofBytes bytes).Occurrences)

[<Fact>]
let ``what is read ahead ends with whoever reads it`` () =
    let mutable disposed = false

    let source =
        seq {
            try
                yield! Seq.initInfinite id
            finally
                disposed <- true
        }

    Assert.Equal<int>([ 0; 1; 2 ], StreamPieces.ahead source |> Seq.take 3)
    Assert.True disposed
    Assert.Equal<int>([ 0..99 ], StreamPieces.ahead [ 0..99 ])

let private headerOf (bytes: int64) (preTokens: int) (occurrences: int64) =
    $"""{{"format":"cs336-counts","version":1,"pattern":"gpt2","specialTokens":[],"bytes":{bytes},"preTokens":{preTokens},"occurrences":{occurrences}}}"""

let private header (preTokens: int) (occurrences: int) = headerOf 11L preTokens occurrences

[<Fact>]
let ``counting can be cancelled`` () =
    use stream = new MemoryStream(utf8 "some text")
    use counter = new CorpusCounter([], 1)

    Assert.Throws<OperationCanceledException>(fun () -> counter.AddStream(stream, null, CancellationToken true))
    |> ignore

[<Fact>]
let ``reading counts can be cancelled`` () =
    let load () =
        ofFile "a.counts" (header 1 1 + "\n1\ta\n") (fun path -> CorpusCounts.Load([| path |], CancellationToken true))

    Assert.Throws<OperationCanceledException>(load >> ignore) |> ignore

[<Fact>]
let ``the file is text that other engines can read`` () =
    Assert.Equal(
        """{"format":"cs336-counts","version":1,"pattern":"gpt2","specialTokens":["<|é|>"],"bytes":13,"preTokens":3,"occurrences":4}"""
        + "\n2\tĠa\n1\ta\n1\tÃł\n",
        saved (ofStream [ "<|é|>" ] (utf8 "a a<|é|>à a"))
    )

[<Fact>]
let ``lines may come in any order and repeat`` () =
    let read =
        ofFile "a.counts" (header 3 6 + "\n3\tĠb\n1\ta\n2\tĠb\n") (fun path -> CorpusCounts.Load [| path |])

    Assert.Equal((2, 6L), (read.DistinctPreTokens, read.Occurrences))

[<Theory>]
[<InlineData("", "is malformed in line 1: expected an object that describes counts, found text that is not JSON.")>]
[<InlineData("[]", "is malformed in line 1: expected an object that describes counts, found a list.")>]
[<InlineData("{\"format\":\"other\"}", "is malformed in line 1: expected \"cs336-counts\" (\"format\"), found \"other\".")>]
[<InlineData("{\"format\":\"cs336-counts\",\"version\":2}", "is malformed in line 1: expected 1 (\"version\"), found 2.")>]
[<InlineData("{\"format\":\"cs336-counts\",\"version\":1}", "is malformed in line 1: expected a member \"pattern\", found none.")>]
let ``a first line that is none is refused`` (content: string) (message: string) =
    Assert.EndsWith(message, refusal (fun () -> ofFile "a.counts" content (fun path -> CorpusCounts.Load [| path |])))

[<Theory>]
[<InlineData("1\ta\n0\tb\n", "is malformed in line 3: expected a count, a tab and a pre-token in GPT-2's spelling, found \"0␉b\".")>]
[<InlineData("1\ta\n-1\tb\n", "is malformed in line 3: expected a count, a tab and a pre-token in GPT-2's spelling, found \"-1␉b\".")>]
[<InlineData("1\ta b\n2\tb\n", "is malformed in line 2: expected a count, a tab and a pre-token in GPT-2's spelling, found \"1␉a b\".")>]
[<InlineData("1 a\n2\tb\n", "is malformed in line 2: expected a count, a tab and a pre-token in GPT-2's spelling, found \"1 a\".")>]
[<InlineData("1\ta\n9223372036854775808\tb\n",
             "is malformed in line 3: expected a count, a tab and a pre-token in GPT-2's spelling, found \"9223372036854775808␉b\".")>]
[<InlineData("1\taa\n5\tbb\n",
             "is malformed in line 3: expected pre-tokens of 11 bytes together, as its first line says, found more with \"5␉bb\".")>]
[<InlineData("\u0000\u001B[31mzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n",
             "is malformed in line 2: expected a count, a tab and a pre-token in GPT-2's spelling, \
             found \"␀␛[31mzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…\".")>]
[<InlineData("1\ta\n", "is incomplete: its first line says 2 pre-tokens that occur 3 times, found 1 that occur 1 times.")>]
[<InlineData("1\ta\n1\tb\n", "is incomplete: its first line says 2 pre-tokens that occur 3 times, found 2 that occur 2 times.")>]
let ``malformed and incomplete counts are refused`` (lines: string) (message: string) =
    let read () =
        ofFile "a.counts" (header 2 3 + "\n" + lines) (fun path -> CorpusCounts.Load [| path |])

    Assert.EndsWith(message, refusal read)

[<Fact>]
let ``counts beyond 32 bits decide which pair is more frequent, and those beyond 64 are refused`` () =
    let load (bytes: int64) (count: int64) (word: string) copies =
        ofFile "a.counts" (headerOf bytes 1 count + $"\n{count}\t{word}\n") (fun path -> CorpusCounts.Load(Array.replicate copies path))

    // Cut down to 32 bits, three billion "ab" would be fewer than one billion "cd", and four billion and one more be one.
    let counts =
        CorpusCounts.Sum [|
            load 6_000_000_000L 3_000_000_000L "ab" 3
            load 2_000_000_000L 1_000_000_000L "cd" 1
        |]

    Assert.Equal(10_000_000_000L, counts.Occurrences)

    Assert.Equal<Merge>(
        [ Merge(memory "a", memory "b"); Merge(memory "c", memory "d") ],
        BpeTrainer.TrainOnCounts(counts, TrainingOptions(258, [])).Merges
    )

    let most = Int64.MaxValue / 4L
    Assert.Equal(most, (load Int64.MaxValue most "abab" 1).Occurrences)

    let tooMany =
        $"The counts are too large to add up: expected those of at most {Int64.MaxValue} bytes of text together, found more."

    Assert.Equal(tooMany, refusal (fun () -> load Int64.MaxValue most "abab" 2))
    let part = load Int64.MaxValue most "abab" 1
    Assert.Equal(tooMany, refusal (fun () -> CorpusCounts.Sum [| part; part |]))

[<Fact>]
let ``counts made with other special tokens are not added up, nor trained on`` () =
    let count specials = ofStream specials (utf8 "a b")

    let sum () =
        CorpusCounts.Sum [| count [ "<a>" ]; count [ "<a>"; "<b>" ] |] |> ignore

    let error = Assert.Throws<TokenizerException> sum

    Assert.Equal(
        "Part 2 was counted with other special tokens than the counts before it: expected \"<a>\", found \"<a>\", \"<b>\".",
        error.Message
    )

    Assert.True error.IsUsageError

    Assert.Throws<TokenizerException>(fun () -> BpeTrainer.TrainOnCounts(count [ "<a>" ], TrainingOptions 300) |> ignore)
    |> ignore

    use counter = new CorpusCounter([ "<a>" ])

    Assert.Throws<TokenizerException>(fun () -> BpeTrainer.TrainOnCounter(counter, TrainingOptions 300) |> ignore)
    |> ignore
