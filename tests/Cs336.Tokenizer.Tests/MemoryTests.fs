namespace Cs336.Tokenizer.Tests

open System
open Xunit
open Cs336.Tokenizer.Tests.Tokenizers

/// What is alive in the process can be measured only while nothing else runs in it.
[<CollectionDefinition("alone", DisableParallelization = true)>]
type Alone() = class end

[<Collection("alone")>]
module MemoryTests =

    [<Fact>]
    let ``streaming keeps less than a megabyte alive`` () =
        let line = "The quick brown fox jumps over the lazy dog, and then it doesn't.\n"
        let before = GC.GetTotalMemory true
        let mutable most = 0L

        trained.EncodeChunks(Seq.replicate 40_000 line)
        |> Seq.iteri (fun index _ ->
            if index % 100_000 = 0 then
                most <- max most (GC.GetTotalMemory true - before))

        Assert.InRange(most, 1L, 1_000_000L)

    [<Fact>]
    let ``a tokenizer does not keep the room that the ids of a long text took`` () =
        let text = Array.replicate 8_000_000 "# "B |> Array.concat
        let before = GC.GetTotalMemory true
        Assert.Equal(text.Length, (trained.Encode(ReadOnlySpan text)).Length)
        Assert.InRange(GC.GetTotalMemory true - before, Int64.MinValue, 20_000_000L)
