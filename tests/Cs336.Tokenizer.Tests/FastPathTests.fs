/// The fast forms against the definitions beside them.
[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.FastPathTests

#nowarn "9"

open System
open System.Runtime.Intrinsics
open FSharp.NativeInterop
open Xunit
open FsCheck.Xunit
open FsCheck
open FsCheck.FSharp
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Generators

let private specials = SpecialTokens.create specialTokens |> Fault.orThrow

let private widthOf (bits: int) : BlockWidth =
    Skip.If((bits = 512 && not Vector512.IsHardwareAccelerated), "This processor has no AVX-512.")

    if bits = 512 then
        BlockWidth.Vector512
    else
        BlockWidth.Vector256

let private segments (width: BlockWidth) (bytes: byte[]) : Segment[] =
    (Segments.cutWith width specials true (ReadOnlySpan bytes)).Segments

let private agrees (width: BlockWidth) (bytes: byte[]) : bool =
    segments width bytes = segments BlockWidth.Scalar bytes

/// Some texts after another: long enough for several blocks, with everything at every place of one.
let private long: Gen<byte[]> =
    gen {
        let! offset = Gen.choose (0, 70)

        let! blobs =
            Gen.listOfLength 6 (ArbMap.defaults |> ArbMap.mergeWith<Arbitraries> |> ArbMap.generate<NastyBytes>)

        return
            Array.concat [
                Array.create offset 'x'B
                for Blob bytes in blobs do
                    bytes
            ]
    }

[<SkippableTheory>]
[<InlineData(256)>]
[<InlineData(512)>]
let ``vectors of any width find the pre-tokens of the definition`` (bits: int) =
    let width = widthOf bits

    Check.One(Config.QuickThrowOnFailure.WithMaxTest 1000, Prop.forAll (Arb.fromGen long) (agrees width))

[<SkippableTheory>]
[<InlineData(256)>]
[<InlineData(512)>]
let ``what matters is found at every place of a block`` (bits: int) =
    let width = widthOf bits

    for piece in
        [
            "'s"
            "'ll"
            "'"
            "  "
            " \n "
            "é"
            "中"
            "🙂"
            "\u3000"
            "\u00A0x"
            "1"
            "\u2003\u2003 "
        ] do
        for before in 0..70 do
            for after in [ ""; "s"; " "; "中"; String('y', 70) ] do
                let text = utf8 (String('a', before) + piece + after)
                Assert.True(agrees width text, $"{piece} after {before} letters, before \"{after}\"")

/// Few bytes, so that tokens overlap and nest.
let private tokensAndText: Gen<string list * string> =
    let word longest =
        Gen.choose (1, longest)
        |> Gen.bind (fun length -> Gen.arrayOfLength length (Gen.elements [ 'a'; 'b'; 'c' ]))
        |> Gen.map String

    Gen.zip (Gen.nonEmptyListOf (word 6) |> Gen.map List.distinct) (word 40)

[<Property(MaxTest = 2000)>]
let ``special tokens are the leftmost, then the longest`` () =
    Prop.forAll (Arb.fromGen tokensAndText) (fun (tokens, text) ->
        let specials = SpecialTokens.create tokens |> Fault.orThrow
        let bytes = utf8 text

        let rec found from =
            match SpecialTokens.tryFind specials (ReadOnlySpan bytes) from with
            | ValueSome next ->
                specials.Texts[next.Token]
                :: found (next.Start + specials.Bytes[next.Token].Length)
            | ValueNone -> []

        found 0 =
            (Definitions.splitSpecials tokens text
             |> List.choose (function
                 | Choice2Of2 token -> Some token
                 | Choice1Of2 _ -> None)))

/// Merges over the bytes a to d and whatever these give, in any order: later ones may make what earlier ones need.
let private mergeProblems: Gen<(int * int) list * byte[]> =
    gen {
        let! count = Gen.choose (0, 14)
        let! pairs = Gen.listOfLength count (Gen.two (Gen.choose (0, 3 + count)))
        let! shuffled = Gen.elements [ true; false ]
        let! length = Gen.frequency [ 4, Gen.choose (0, 64); 1, Gen.choose (65, 400) ]

        let! text =
            Gen.arrayOfLength length (Gen.choose (0, 3) |> Gen.map (fun value -> 'a'B + byte value))

        let! order =
            if shuffled then
                Gen.shuffle pairs
            else
                Gen.constant (Array.ofList pairs)

        return List.distinct (List.ofArray order), text
    }

/// The merges as a table, and the ids of a text by the definition.
let private tableOf (pairs: (int * int) list) : MergeTable * (byte[] -> int[]) =
    // Ids 0 to 3 are a to d, 4 and up what the merges give.
    let byteIds =
        Array.init 256 (fun value ->
            if value >= int 'a'B && value <= int 'd'B then
                value - int 'a'B
            else
                -1)

    let table =
        MergeTable.Create(
            byteIds,
            pairs |> List.mapi (fun rank (left, right) -> struct (left, right, 4 + rank)),
            // Whatever merges may cross any place.
            fun _ -> Array.init 256 byte
        )
        |> Fault.orThrow

    let ranks = RankedMerges()

    pairs
    |> List.iteri (fun rank (left, right) -> ranks.Add(struct (left, right), { Rank = rank; Merged = 4 + rank }))

    table, fun text -> Merging.mergeByScan ranks (text |> Array.map (fun value -> byteIds[int value]))

let private merged (pairs: (int * int) list) (text: byte[]) : int[] * int[] =
    let table, define = tableOf pairs
    let expected = define text
    use merging = new PreTokenMerging(table)
    let padded = Array.append text (Array.zeroCreate 64)
    let output = Array.zeroCreate<int>(text.Length + 4)
    use start = fixed padded
    use first = fixed output
    let count = merging.Merge(start, text.Length, first)
    expected, Array.truncate count output

[<Property(MaxTest = 3000)>]
let ``pre-tokens of any length merge as the definition says, whatever the order of the merges`` () =
    Prop.forAll (Arb.fromGen mergeProblems) (fun (pairs, text) ->
        text.Length = 0
        || (let expected, found = merged pairs text
            expected = found))

/// The ids of pieces of a text of the lengths `lengths`, merged together.
let private mergedTogether (table: MergeTable) (text: byte[]) (lengths: int list) : (byte[] * int[]) list =
    use merging = new PreTokenMerging(table)
    let padded = Array.append text (Array.zeroCreate 64)
    use start = fixed padded

    let fragments =
        lengths
        |> List.scan (fun (start, length) next -> start + length, next) (0, 0)
        |> List.tail
        |> List.takeWhile (fun (start, length) -> start + length <= text.Length)
        |> List.map (fun (at, length) -> { Start = at; Length = length }: Fragment)
        |> Array.ofList

    // A pointer to an empty array would be none.
    use first = fixed (Array.append fragments [| Unchecked.defaultof<Fragment> |])

    let output =
        Array.zeroCreate<int>(ShortPreTokenMerging.Room * (fragments.Length + 1))

    use firstOutput = fixed output
    let counts = Array.zeroCreate<int>(fragments.Length + 1)
    use firstCount = fixed counts
    merging.Short.Merge(start, first, fragments.Length, firstOutput, firstCount)

    [
        for number in 0 .. fragments.Length - 1 do
            Array.sub text fragments[number].Start fragments[number].Length,
            Array.sub output (ShortPreTokenMerging.Room * number) counts[number]
    ]

[<Property(MaxTest = 3000)>]
let ``short pre-tokens merge together as each alone`` () =
    let lengths = Gen.listOf (Gen.choose (1, ShortPreTokenMerging.Longest))

    // So long that more merge than fit together.
    let texts =
        Gen.zip mergeProblems (Gen.choose (1, 20))
        |> Gen.map (fun ((pairs, text), times) -> pairs, Array.concat (Array.replicate times text))

    Prop.forAll (Arb.fromGen (Gen.zip texts lengths)) (fun ((pairs, text), lengths) ->
        let table, define = tableOf pairs

        mergedTogether table text lengths
        |> List.forall (fun (piece, ids) -> ids = define piece))

[<Property(MaxTest = 300)>]
let ``pairs have the ranks that they were given in, and others have none`` () =
    // Few symbols make many neighbours in the table, many make a large one.
    let problems =
        gen {
            let! symbols = Gen.elements [ 3; 50; 100_000; Symbols.Outside - 1 ]
            let symbol = Gen.choose (0, symbols)
            let pair = Gen.map2 (fun left right -> struct (left, right)) symbol symbol
            let! pairs = Gen.listOf pair
            let! others = Gen.listOf pair
            return Array.distinct (Array.ofList pairs), others
        }

    Prop.forAll (Arb.fromGen problems) (fun (pairs, others) ->
        let ranks = PairRanks pairs
        let find (struct (left, right)) = ranks.Find(left, right)

        (pairs |> Array.map find) = [| 0 .. pairs.Length - 1 |]
        && others
           |> List.filter (fun pair -> not (Array.contains pair pairs))
           |> List.forall (fun pair -> find pair = Symbols.Never)
        && pairs
           |> Array.forall (fun (struct (left, right)) ->
               ranks.Find(left, Symbols.Outside) = Symbols.Never
               && ranks.Find(Symbols.Outside, right) = Symbols.Never))

[<Fact>]
let ``a cache that has kept a billion ids begins anew`` () =
    use cache = new PreTokenCache()
    let key = Vector128.Create 1uy
    let hash = 0u
    let line = cache.Lines.LineOf hash
    use ids = fixed (Array.init ShortPreTokenMerging.Room id)
    cache.Add(line, key, 0)

    for _ in 0 .. Int32.MaxValue / 2 / 15 do
        cache.Fill(hash, key, ids, 15)

    Assert.True(cache.Keeps (NativePtr.read line).First)
    cache.MakeRoom()
    Assert.True(NativePtr.isNullPtr (CacheLines.Find(line, key)))

[<Property(MaxTest = 300)>]
let ``an encoder that has seen other text before gives the same ids`` (Blob first) (Blob second) =
    let tokenizer = Tokenizers.trained
    let before = tokenizer.Encode(ReadOnlySpan first)
    tokenizer.Encode(ReadOnlySpan second) |> ignore
    tokenizer.Encode(ReadOnlySpan first) = before

[<Property(MaxTest = 300)>]
let ``ids fit where there is just room for them`` (Blob bytes) =
    let tokenizer = Tokenizers.trained
    let expected = tokenizer.Encode(ReadOnlySpan bytes)
    let ids = Array.create expected.Length -1
    let mutable written = 0
    let fits = tokenizer.TryEncode(ReadOnlySpan bytes, Span ids, &written)

    let fits = fits && ids = expected

    let tooSmall =
        expected.Length = 0
        || not (tokenizer.TryEncode(ReadOnlySpan bytes, Span(ids, 0, ids.Length - 1), &written))

    fits && tooSmall

[<Property(MaxTest = 300)>]
let ``bytes fit where there is just room for them`` (Blob bytes) =
    let tokenizer = Tokenizers.trained
    let ids = tokenizer.Encode(ReadOnlySpan bytes)
    let decoded = Array.create bytes.Length 0uy
    let mutable written = 0
    let fits = tokenizer.TryDecode(ReadOnlySpan ids, Span decoded, &written)

    let fits = fits && decoded = bytes

    let tooSmall =
        bytes.Length = 0
        || not (tokenizer.TryDecode(ReadOnlySpan ids, Span(decoded, 0, bytes.Length - 1), &written))

    fits && tooSmall

[<Fact>]
let ``ids do not depend on what the encoder remembers and what it had to forget`` () =
    // Several times as many distinct pre-tokens as the cache holds, long ones among them. What was new comes again at once, after a while, and
    // when most of it was forgotten.
    let pieces = [
        for number in 1..60 do
            for shown in [ number; number; max 1 (number - 3); 1 ] do
                Array.append (manyWords shown 10_000) (utf8 (" " + String('x', 40) + String('y', 3 * number)))
    ]

    let bytes = Array.concat pieces
    let tokenizer = Tokenizers.trained
    let ids = tokenizer.Encode(ReadOnlySpan bytes)
    let again = tokenizer.Encode(ReadOnlySpan bytes)

    let expected =
        pieces
        |> List.map (fun piece -> Array.ofSeq (tokenizer.EncodeChunks [ Text.Encoding.UTF8.GetString piece ]))
        |> Array.concat

    Assert.True((ids = expected))
    Assert.True((again = expected))

[<Fact>]
let ``a vocabulary may have more than 65,536 tokens`` () =
    let trained =
        BpeTrainer.TrainOnBytes(ReadOnlyMemory(manyWords 336 60_000), TrainingOptions 80_000)

    Assert.Equal(80_000, trained.Tokens.Count)
    let tokenizer = trained.ToTokenizer()
    let bytes = manyWords 336 60_000
    let ids = tokenizer.Encode(ReadOnlySpan bytes)
    Assert.Contains(ids, (fun id -> id > 65_536))
    Assert.True((tokenizer.DecodeBytes(ReadOnlySpan ids) = bytes))
