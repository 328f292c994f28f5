namespace Cs336.Tokenizer.Testing

open System
open System.Collections.Generic
open System.Runtime.InteropServices
open FsCheck
open FsCheck.FSharp

/// <summary>
/// What any tokenizer should hold, ready to be checked: each member takes functions of the tokenizer and returns an FsCheck property, to be
/// returned from a <c>[Property]</c> test or run by <c>QuickCheckThrowOnFailure</c>. A failure shows the smallest input found and what came
/// out of it; an exception counts as a failure.
/// </summary>
[<AbstractClass; Sealed>]
type TokenizerProperties private () =

    static let shownIds (ids: int[]) = $"""[{String.Join(", ", ids)}]"""

    static let equal (show: 'Value -> string) (expected: 'Value) (found: 'Value) =
        expected = found |> Prop.label $"expected {show expected}, found {show found}"

    static let texts (specialTokens: IEnumerable<string> | null) =
        match specialTokens with
        | null -> TokenizerArbitraries.Text()
        | given -> TokenizerArbitraries.TextWith given

    /// <summary>Decoding what was encoded gives the text back.</summary>
    /// <param name="encode">The ids of a text.</param>
    /// <param name="decode">The text of ids.</param>
    /// <param name="specialTokens">Special tokens to mix into the texts; by default those of <see cref="T:Cs336.Tokenizer.Testing.TokenizerArbitraries"/>.</param>
    static member RoundTrip
        (
            encode: Func<string, int[]>,
            decode: Func<int[], string>,
            [<Optional; DefaultParameterValue(null: IEnumerable<string> | null)>] specialTokens: IEnumerable<string> | null
        ) : Property =
        Prop.forAll (texts specialTokens) (fun text -> decode.Invoke(encode.Invoke text.Value) |> equal Shown.text text.Value)

    /// <summary>Any bytes come back, whether they are UTF-8 or not.</summary>
    /// <param name="encode">The ids of bytes.</param>
    /// <param name="decode">The bytes of ids.</param>
    static member BytesRoundTrip(encode: Func<byte[], int[]>, decode: Func<int[], byte[]>) : Property =
        Prop.forAll (TokenizerArbitraries.Bytes()) (fun bytes -> decode.Invoke(encode.Invoke bytes.Value) |> equal Shown.bytes bytes.Value)

    /// <summary>A text in pieces has the ids of the whole, wherever it is cut.</summary>
    /// <param name="encode">The ids of a text.</param>
    /// <param name="encodeChunks">The ids of the joined pieces, such as the assignment's <c>encode_iterable</c>.</param>
    static member StreamingEqualsWhole(encode: Func<string, int[]>, encodeChunks: Func<IEnumerable<string>, IEnumerable<int>>) : Property =
        Prop.forAll (TokenizerArbitraries.Text()) (fun text ->
            Prop.forAll (TokenizerArbitraries.Cuts()) (fun cuts ->
                encodeChunks.Invoke(cuts.Apply text.Value)
                |> Array.ofSeq
                |> equal shownIds (encode.Invoke text.Value)))

    /// <summary>Bytes in pieces have the ids of the whole, wherever they are cut, inside a character too.</summary>
    /// <param name="encode">The ids of bytes.</param>
    /// <param name="encodeChunks">The ids of the joined pieces.</param>
    static member StreamingBytesEqualsWhole
        (encode: Func<byte[], int[]>, encodeChunks: Func<IEnumerable<byte[]>, IEnumerable<int>>)
        : Property =
        Prop.forAll (TokenizerArbitraries.Bytes()) (fun bytes ->
            Prop.forAll (TokenizerArbitraries.Cuts()) (fun cuts ->
                encodeChunks.Invoke(cuts.Apply bytes.Value)
                |> Array.ofSeq
                |> equal shownIds (encode.Invoke bytes.Value)))

    /// <summary>Every id is from 0 to below the size of the vocabulary.</summary>
    /// <param name="encode">The ids of a text.</param>
    /// <param name="vocabularySize">How many ids there are.</param>
    static member IdsInRange(encode: Func<string, int[]>, vocabularySize: int) : Property =
        Prop.forAll (TokenizerArbitraries.Text()) (fun text ->
            let ids = encode.Invoke text.Value

            ids
            |> Array.forall (fun id -> 0 <= id && id < vocabularySize)
            |> Prop.label $"expected ids from 0 to {vocabularySize - 1}, found {shownIds ids}")

    /// <summary>Two functions give the same ids: a fast encoder and a simple one, two libraries, two numbers of threads.</summary>
    /// <param name="encode">The ids of a text.</param>
    /// <param name="reference">The ids that it should have.</param>
    /// <param name="specialTokens">Special tokens to mix into the texts; by default those of <see cref="T:Cs336.Tokenizer.Testing.TokenizerArbitraries"/>.</param>
    static member EncodesLike
        (
            encode: Func<string, int[]>,
            reference: Func<string, int[]>,
            [<Optional; DefaultParameterValue(null: IEnumerable<string> | null)>] specialTokens: IEnumerable<string> | null
        ) : Property =
        Prop.forAll (texts specialTokens) (fun text -> encode.Invoke text.Value |> equal shownIds (reference.Invoke text.Value))

    /// <summary>A tokenizer made of any small vocabulary gives the ids of the definition, <see cref="T:Cs336.Tokenizer.Testing.NaiveTokenizer"/>.</summary>
    /// <param name="create">Makes a tokenizer and returns its encoder.</param>
    static member EncodesByDefinition(create: Func<SmallVocabulary, Func<string, int[]>>) : Property =
        Prop.forAll (TokenizerArbitraries.SmallVocabulary()) (fun vocabulary ->
            let encode = create.Invoke vocabulary

            Prop.forAll (TokenizerArbitraries.TextFor vocabulary) (fun text ->
                encode.Invoke text.Value
                |> equal shownIds (NaiveTokenizer.Encode(text.Value, vocabulary))))

    /// <summary>Training learns the merges of the definition from any text, ties included.</summary>
    /// <param name="train">Text, special tokens and the most merges to learn → the merges, first to last.</param>
    static member TrainsByDefinition
        (train: Func<string, IReadOnlyList<string>, int, IReadOnlyList<KeyValuePair<byte[], byte[]>>>)
        : Property =
        let shown (merges: (byte[] * byte[]) list) =
            merges
            |> List.map (fun (left, right) -> $"{Shown.bytes left}+{Shown.bytes right}")
            |> String.concat ", "

        let pairs (merges: IReadOnlyList<KeyValuePair<byte[], byte[]>>) =
            merges |> Seq.map (fun merge -> merge.Key, merge.Value) |> List.ofSeq

        Prop.forAll (TokenizerArbitraries.Text()) (fun text ->
            Prop.forAll (Arb.fromGen (Gen.choose (0, 60))) (fun limit ->
                let specials = TokenizerArbitraries.SpecialTokens

                pairs (train.Invoke(text.Value, specials, limit))
                |> equal shown (pairs (NaiveTokenizer.Train(text.Value, specials, limit)))))

    /// <summary>Special tokens are never split, merged or missed: each occurrence, leftmost and longest first, is its one id.</summary>
    /// <param name="encode">The ids of a text.</param>
    /// <param name="specialIds">The special tokens and their ids, which no other token has.</param>
    static member SpecialTokensStayWhole(encode: Func<string, int[]>, specialIds: IReadOnlyDictionary<string, int>) : Property =
        let specials = List.ofSeq specialIds.Keys
        let isSpecial = HashSet specialIds.Values

        Prop.forAll (TokenizerArbitraries.TextWith specials) (fun text ->
            let expected =
                Definitions.splitSpecials specials text.Value
                |> List.choose (function
                    | Choice2Of2 token -> Some specialIds[token]
                    | Choice1Of2 _ -> None)
                |> Array.ofList

            encode.Invoke text.Value
            |> Array.filter isSpecial.Contains
            |> equal shownIds expected)

    /// <summary>A text with an unpaired surrogate is refused by an exception whose message names its index, never encoded silently.</summary>
    /// <param name="encode">The ids of a text.</param>
    static member RefusesIllFormedText(encode: Func<string, int[]>) : Property =
        Prop.forAll (TokenizerArbitraries.BrokenText()) (fun text ->
            let outcome =
                try
                    shownIds (encode.Invoke text.Value)
                with error ->
                    error.Message

            $" {outcome} ".Split([| ' '; ':'; ','; '.' |])
            |> Array.contains (string text.Index)
            |> Prop.label $"expected an exception that names the index {text.Index}, found {outcome}")
