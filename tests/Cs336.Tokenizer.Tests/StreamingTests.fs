[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.StreamingTests

open System
open System.IO
open Xunit
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

/// A stream whose every read gives one of the pieces, or what fits of it.
type private PiecewiseStream(pieces: byte[] list) =
    inherit MemoryStream(Array.concat pieces)

    let mutable lengths =
        pieces |> List.map _.Length |> List.filter (fun length -> length > 0)

    override this.Read(buffer: Span<byte>) =
        match lengths with
        | [] -> 0
        | length :: rest ->
            let count = min length buffer.Length
            lengths <- if count < length then length - count :: rest else rest
            base.Read(buffer.Slice(0, count))

[<Property(MaxTest = 500)>]
let ``chunks have the ids of the whole, wherever they are cut`` (Text text) cuts =
    let chunks = cutAt cuts (text.ToCharArray()) |> List.map String
    List.ofSeq (trained.EncodeChunks chunks) = List.ofArray (trained.Encode text)

[<Property(MaxTest = 500)>]
let ``a stream has the ids of the whole, whatever each read gives`` (Blob bytes) cuts =
    use stream = new PiecewiseStream(cutAt cuts bytes)
    List.ofSeq (trained.EncodeStream stream) = List.ofArray (trained.Encode(ReadOnlySpan bytes))

[<Property>]
let ``single characters as chunks have the ids of the whole`` (Text text) =
    List.ofSeq (trained.EncodeChunks(text |> Seq.map string)) = List.ofArray (trained.Encode text)

[<Fact>]
let ``texts longer than a window are encoded as the whole`` () =
    let text =
        String.replicate 5000 "the quick brown 中文 🙂 fox<|endoftext|><|endoftext|> doesn't\n\n\n  jump  "
        + String('x', 200_000)

    let expected = trained.Encode text
    Assert.Equal<int>(expected, trained.EncodeChunks [ text ])
    use stream = new MemoryStream(utf8 text)
    Assert.Equal<int>(expected, trained.EncodeStream stream)

[<Fact>]
let ``ids come before the last chunk is asked for`` () =
    let endless = Seq.initInfinite (fun index -> $"word {index % 10} ")
    Assert.Equal(10_000, trained.EncodeChunks endless |> Seq.take 10_000 |> Seq.length)

[<Fact>]
let ``a sequence of ids can be enumerated again`` () =
    let ids = trained.EncodeChunks [ "the quick"; " brown fox" ]
    Assert.Equal<int>(List.ofSeq ids, ids)

[<Fact>]
let ``a long pre-token that arrives letter by letter takes no quadratic time`` () =
    let text = String('a', 300_000)
    Assert.Equal<int>(trained.Encode text, trained.EncodeChunks(Seq.replicate text.Length "a"))

[<Fact>]
let ``streaming keeps little in memory`` () =
    let line = "The quick brown fox jumps over the lazy dog, and then it doesn't.\n"
    let lines = Seq.replicate 40_000 line
    let mutable most = 0L

    trained.EncodeChunks lines
    |> Seq.iteri (fun index _ ->
        if index % 100_000 = 0 then
            most <- max most (GC.GetTotalMemory true))

    let rest = GC.GetTotalMemory true
    Assert.True(most - rest < 1_000_000L, $"{most - rest} bytes were alive while streaming.")
