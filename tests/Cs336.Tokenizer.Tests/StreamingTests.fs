[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.StreamingTests

open System
open System.IO
open System.Threading
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
    Assert.True((expected = Array.ofSeq (trained.EncodeChunks [ text ])))
    use stream = new MemoryStream(utf8 text)
    Assert.True((expected = Array.ofSeq (trained.EncodeStream stream)))

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
    Assert.True((trained.Encode text = Array.ofSeq (trained.EncodeChunks(Seq.replicate text.Length "a"))))

let private withFile (bytes: byte[]) (work: string -> 'a) : 'a =
    let path = Path.GetTempFileName()

    try
        File.WriteAllBytes(path, bytes)
        work path
    finally
        File.Delete path

/// The ids of a file with these bytes, and how far each part reaches.
let private encodeFile (threads: int) (bytes: byte[]) : int[] * int64 list =
    withFile bytes (fun path ->
        let parts = List.ofSeq (trained.EncodeFile(path, threads))
        parts |> Seq.collect _.Ids |> Array.ofSeq, parts |> List.map _.BytesDone)

/// The same from parts that are lent, put where they belong.
let private encodeFileInPlaces (threads: int) (bytes: byte[]) : int[] * int64 list =
    withFile bytes (fun path ->
        let parts = ResizeArray<int64 * int[] * int64>()

        trained.EncodeFile(
            path,
            threads,
            fun part ->
                let copy = part.Start, Array.ofSeq part.Ids, part.BytesDone
                lock parts (fun () -> parts.Add copy)
        )

        let ordered = parts |> Seq.sortBy (fun (start, _, _) -> start) |> List.ofSeq
        let ids = ordered |> List.map (fun (_, ids, _) -> ids)
        let starts = ordered |> List.map (fun (start, _, _) -> start)

        Assert.Equal<int64>(
            ids
            |> List.scan (fun start ids -> start + int64 ids.Length) 0L
            |> List.take ids.Length,
            starts
        )

        Array.concat ids, ordered |> List.map (fun (_, _, reached) -> reached))

[<Theory>]
[<InlineData(1)>]
[<InlineData(3)>]
let ``a file has the ids of the whole, part by part, on any number of threads`` (threads: int) =
    let bytes =
        utf8 (String.replicate 60_000 "the quick brown 中文 🙂 fox<|endoftext|>\n\n\n  jumps over the lazy dog\r\n")

    for ids, reached in [ encodeFile threads bytes; encodeFileInPlaces threads bytes ] do
        Assert.True((ids = trained.Encode(ReadOnlySpan bytes)))
        Assert.Equal(int64 bytes.Length, List.last reached)
        Assert.True(reached.Length > 3 && List.sort reached = reached)

[<Fact>]
let ``an empty file has no ids`` () =
    Assert.Equal(([||], []), encodeFile 2 [||])
    Assert.Equal(([||], []), encodeFileInPlaces 2 [||])

[<Fact>]
let ``what taking a part throws ends the encoding`` () =
    withFile (utf8 (String.replicate 400_000 "the quick brown fox\n")) (fun path ->
        let error =
            Assert.Throws<InvalidOperationException>(fun () ->
                trained.EncodeFile(
                    path,
                    2,
                    (fun part ->
                        if part.Start > 0L then
                            invalidOp "full")
                ))

        Assert.Equal("full", error.Message))

[<Fact>]
let ``a missing file is named while its ids are enumerated`` () =
    let ids = trained.EncodeFile("no/such/text.txt", 2)
    let error = Assert.Throws<TokenizerException>(fun () -> Seq.length ids |> ignore)
    Assert.Equal(("The file no/such/text.txt does not exist.", false), (error.Message, error.IsUsageError))

[<Fact>]
let ``a file cannot be encoded on no threads`` () =
    let error =
        Assert.Throws<TokenizerException>(fun () -> trained.EncodeFile("text.txt", 0) |> ignore)

    Assert.Equal(("The number of threads is out of range: expected 1 to 1024, found 0.", true), (error.Message, error.IsUsageError))

[<Fact>]
let ``encoding a file can be cancelled`` () =
    let path = Path.GetTempFileName()

    try
        File.WriteAllText(path, "some text")
        let ids = trained.EncodeFile(path, 1, CancellationToken true)

        Assert.Throws<OperationCanceledException>(fun () -> Seq.length ids |> ignore)
        |> ignore

        Assert.Throws<OperationCanceledException>(fun () -> trained.EncodeFile(path, 2, ignore, CancellationToken true))
        |> ignore
    finally
        File.Delete path
