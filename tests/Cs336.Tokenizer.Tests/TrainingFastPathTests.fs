/// The fast forms of training against the definitions beside them.
[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.TrainingFastPathTests

#nowarn "9"

open System
open System.Threading
open Xunit
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators

let private specials = SpecialTokens.create specialTokens |> Fault.orThrow

/// Counts with tables of their own so small that threads empty them often.
let private counterOf (threads: int) (chunkLength: int64) (bytes: byte[]) : PreTokenCounter =
    let counter = new PreTokenCounter(specials, threads, 4096)
    use corpus = Corpus.ofMemory (ReadOnlyMemory bytes)
    counter.Count(ignore, CancellationToken.None, CorpusChunks.ofCorpus specials chunkLength corpus)
    counter

let private learn (least: int64) (threads: int) (limit: int) (bytes: byte[]) =
    use counter = counterOf threads 1000L bytes

    let learned =
        counter.Counts
        |> Training.learnStarting (ValueSome least) threads limit ignore CancellationToken.None
        |> Fault.orThrow

    learned.Merges

[<Property(MaxTest = 100)>]
let ``merges do not depend on which rare pairs are forgotten at first`` (Text text) =
    let expected = learn 1L 1 300 (utf8 text)

    [ 2L; 5L; 100L ]
    |> List.forall (fun least -> learn least 1 300 (utf8 text) = expected)

[<Property(MaxTest = 100)>]
let ``merges do not depend on how wide tokens are stored`` (Text text) =
    learn 1L 1 70_000 (utf8 text) = learn 1L 1 60_000 (utf8 text)

[<Fact>]
let ``merges and counts of a varied corpus do not depend on the number of threads`` () =
    // More distinct words than a thread's own table holds, and pairs in more words than one thread merges alone.
    let bytes = manyWords 336 120_000

    let counts threads chunkLength =
        use counter = counterOf threads chunkLength bytes

        [
            for table in counter.Counts.Parts do
                for slot in 0 .. table.Slots - 1 do
                    let counted = table.At slot

                    if counted.Length > 0 then
                        Convert.ToHexString(ReadOnlySpan<byte>(FSharp.NativeInterop.NativePtr.toVoidPtr counted.First, counted.Length)),
                        counted.Count
        ]
        |> Map.ofList

    let expected =
        (Segments.cutWith BlockWidth.Scalar specials true (ReadOnlySpan bytes)).Segments
        |> Seq.filter (fun segment -> segment.Special < 0)
        |> Seq.countBy (fun segment -> Convert.ToHexString(bytes, segment.Start, segment.Length))
        |> Seq.map (fun (word, count) -> word, int64 count)
        |> Map.ofSeq

    Assert.InRange(expected.Count, 25_000, Int32.MaxValue)
    let merges = learn 1L 1 400 bytes

    for threads in [ 1; 2; 8 ] do
        Assert.True((counts threads 100_000L = expected))
        Assert.True((learn 20L threads 400 bytes = merges))
