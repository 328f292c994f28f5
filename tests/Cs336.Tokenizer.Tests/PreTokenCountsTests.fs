[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.PreTokenCountsTests

open System
open System.Threading
open Xunit
open FsCheck.Xunit
open FsCheck
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Generators

let private specials = SpecialTokens.create specialTokens |> Fault.orThrow

let private asMap (counts: PreTokenCounts) : Map<byte[], int64> =
    counts.Entries |> Seq.map (fun entry -> entry.Bytes, entry.Count) |> Map.ofSeq

/// Counts of the whole, without cutting it.
let private counts (bytes: byte[]) : PreTokenCounts =
    use corpus = Corpus.ofMemory (ReadOnlyMemory bytes)

    PreTokenCounts.ofChunk specials (CorpusChunks.whole corpus) |> Fault.orThrow

let private merge (parts: seq<PreTokenCounts>) : PreTokenCounts =
    PreTokenCounts.merge parts |> Fault.orThrow

let private chunks (length: int) (bytes: byte[]) : Chunk[] =
    CorpusChunks.ofCorpus specials (int64 length) (Corpus.ofMemory (ReadOnlyMemory bytes))

[<Property(MaxTest = 300)>]
let ``counts are those of the pre-tokens, special tokens left out`` (Text text) =
    let expected =
        Definitions.splitSpecials specialTokens text
        |> List.collect (function
            | Choice1Of2 piece -> Definitions.preTokens piece
            | Choice2Of2 _ -> [])
        |> List.countBy utf8
        |> List.map (fun (preToken, count) -> preToken, int64 count)
        |> Map.ofList

    asMap (counts (utf8 text)) = expected

[<Property>]
let ``merging counts is commutative`` (Blob first) (Blob second) =
    asMap (merge [ counts first; counts second ]) = asMap (merge [ counts second; counts first ])

[<Property>]
let ``merging counts is associative`` (Blob first) (Blob second) (Blob third) =
    let merge left right = merge [ left; right ]
    let a, b, c = counts first, counts second, counts third
    asMap (merge (merge a b) c) = asMap (merge a (merge b c))

[<Property>]
let ``no counts at all are the neutral element`` (Blob bytes) =
    let counts = counts bytes
    asMap (merge [ counts; merge [] ]) = asMap counts

[<Property(MaxTest = 500)>]
let ``counting in chunks of any length equals counting the whole`` (Blob bytes) (PositiveInt length) =
    let counted =
        chunks length bytes
        |> Seq.map (PreTokenCounts.ofChunk specials >> Fault.orThrow)
        |> merge

    asMap counted = asMap (counts bytes)

[<Property>]
let ``chunks cover the corpus in order`` (Blob bytes) (PositiveInt length) =
    let chunks = chunks length bytes
    let ends = chunks |> Array.map (fun chunk -> chunk.Start + chunk.Length)

    Array.forall (fun (chunk: Chunk) -> chunk.Length > 0L) chunks
    && Array.append [| 0L |] ends = Array.append (chunks |> Array.map _.Start) [| int64 bytes.Length |]

[<Fact>]
let ``a corpus is cut between a word and the space after it`` () =
    let starts = chunks 3 (utf8 "one two  three\nfour") |> Array.map _.Start
    Assert.Equal<int64[]>([| 0L; 3L; 7L; 14L |], starts)

[<Fact>]
let ``a corpus is not cut where a special token may lie`` () =
    let specials = SpecialTokens.create [ "a b" ] |> Fault.orThrow
    use corpus = Corpus.ofMemory (ReadOnlyMemory(utf8 "xa b c d"))
    let starts = CorpusChunks.ofCorpus specials 1L corpus |> Array.map _.Start
    Assert.Equal<int64[]>([| 0L; 4L; 6L |], starts)

[<Fact>]
let ``a corpus without a safe cut is one chunk`` () =
    Assert.Single(chunks 10 (utf8 (String('中', 5000)))) |> ignore

[<Theory>]
[<InlineData(1)>]
[<InlineData(2)>]
[<InlineData(8)>]
let ``counts do not depend on the number of threads`` (threads: int) =
    let bytes =
        Array.init 200 (fun index -> utf8 $"word{index % 7} <a>the {index}\n")
        |> Array.concat

    use counter = new PreTokenCounter(specials, threads, 16)
    counter.Count(ignore, CancellationToken.None, chunks 50 bytes)
    Assert.True((asMap (PreTokenCounts.ofShared counter.Counts |> Fault.orThrow) = asMap (counts bytes)))

[<Fact>]
let ``counts exceed 32 bits`` () =
    let part =
        PreTokenCounts.ofEntries [
            {
                Bytes = utf8 "a"
                Count = 4_000_000_000L
            }
        ]
        |> Fault.orThrow

    Assert.Equal(8_000_000_000L, (merge [ part; part ]).Counts[0])

[<Fact>]
let ``counted pre-tokens come most frequent first, then by their bytes`` () =
    let counted =
        BpeTrainer.CountPreTokens(ReadOnlyMemory(utf8 "b a a<a>é a c b"), [| "<a>" |])

    let shown =
        counted
        |> Seq.map (fun entry -> $"{Text.Encoding.UTF8.GetString entry.Bytes.Span}:{entry.Count}")

    Assert.Equal(" a:3| b:1| c:1|b:1|é:1", String.Join('|', shown))
