/// The properties that ship to users, held by our own tokenizer and broken by bad ones.
module Cs336.Tokenizer.Tests.ReadyPropertiesTests

open System
open System.Collections.Generic
open System.IO
open Xunit
open FsCheck
open FsCheck.FSharp
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Tokenizers

let private check (property: Property) : unit =
    Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(Some { Rnd = Rnd 336UL; Size = None }), property)

/// The message of a property that fails.
let private failure (property: Property) : string =
    (Assert.ThrowsAny<exn>(fun () -> check property)).Message

let private encode (text: string) : int[] = trained.Encode text
let private decode (ids: int[]) : string = trained.Decode(ReadOnlySpan ids)
let private encodeBytes (bytes: byte[]) : int[] = trained.Encode(ReadOnlySpan bytes)

let private idsOfSpecials =
    trained.SpecialTokens
    |> Seq.map (fun text -> KeyValuePair(text, (encode text)[0]))
    |> Dictionary

/// A tokenizer of the library's parts of a vocabulary.
let private ofVocabulary (vocabulary: SmallVocabulary) : BpeTokenizer =
    BpeTokenizer.Create(
        vocabulary.Tokens
        |> Seq.mapi (fun id token -> KeyValuePair(id, ReadOnlyMemory token)),
        vocabulary.Merges
        |> Seq.map (fun merge -> Merge(ReadOnlyMemory merge.Key, ReadOnlyMemory merge.Value)),
        vocabulary.SpecialTokens
    )

let private train (text: string) (specials: IReadOnlyList<string>) (limit: int) : IReadOnlyList<KeyValuePair<byte[], byte[]>> =
    BpeTrainer.TrainOnText(text, TrainingOptions(256 + specials.Count + limit, specials)).Merges
    |> Seq.map (fun merge -> KeyValuePair(merge.Left.ToArray(), merge.Right.ToArray()))
    |> Array.ofSeq
    :> _

[<Fact>]
let ``round trips`` () =
    check (TokenizerProperties.RoundTrip(encode, decode))
    check (TokenizerProperties.RoundTrip(encode, decode, [ "<mine>"; "<mine><mine>" ]))
    check (TokenizerProperties.BytesRoundTrip(encodeBytes, (fun ids -> trained.DecodeBytes(ReadOnlySpan ids))))

[<Fact>]
let ``streaming equals the whole`` () =
    check (TokenizerProperties.StreamingEqualsWhole(encode, (fun chunks -> trained.EncodeChunks chunks)))

    check (
        TokenizerProperties.StreamingBytesEqualsWhole(
            encodeBytes,
            (fun chunks -> trained.EncodeStream(new MemoryStream(Array.concat chunks)))
        )
    )

[<Fact>]
let ``ids are in range, special tokens whole, ill-formed text refused`` () =
    check (TokenizerProperties.IdsInRange(encode, trained.VocabularySize))
    check (TokenizerProperties.SpecialTokensStayWhole(encode, idsOfSpecials))
    check (TokenizerProperties.RefusesIllFormedText encode)

[<Fact>]
let ``any small vocabulary encodes by the definition`` () =
    check (
        TokenizerProperties.EncodesByDefinition(fun vocabulary ->
            let tokenizer = ofVocabulary vocabulary
            Func<string, int[]>(fun text -> tokenizer.Encode text))
    )

[<Fact>]
let ``training learns by the definition`` () =
    check (TokenizerProperties.TrainsByDefinition train)

[<Fact>]
let ``a lost character is found and shrunk to one`` () =
    let lossy (ids: int[]) = (decode ids).Replace("\u200B", "")
    Assert.Contains("\"\\u200B\"", failure (TokenizerProperties.RoundTrip(encode, lossy)))

[<Fact>]
let ``what breaks at cuts, splits special tokens, or leaves the range is found`` () =
    let piecewise (chunks: seq<string>) =
        chunks
        |> Seq.filter (fun chunk -> chunk <> "")
        |> Seq.collect (fun chunk -> trained.Encode(chunk, IllFormedText.Replace))

    Assert.Contains("cuts at", failure (TokenizerProperties.StreamingEqualsWhole(encode, piecewise)))

    let unregistered =
        BpeTokenizer.Create(trained.Vocabulary, trained.Merges, trained.SpecialTokens |> Seq.filter (fun text -> text <> "aab"))

    Assert.Contains("\"aab\"", failure (TokenizerProperties.SpecialTokensStayWhole((fun text -> unregistered.Encode text), idsOfSpecials)))
    Assert.Contains("found [", failure (TokenizerProperties.IdsInRange(encode, trained.VocabularySize - 1)))

[<Fact>]
let ``what replaces ill-formed text silently is found`` () =
    let silent (text: string) =
        trained.Encode(text, IllFormedText.Replace)

    Assert.Contains("ill-formed at 0", failure (TokenizerProperties.RefusesIllFormedText silent))

[<Fact>]
let ``merging the leftmost pair instead of that of lowest rank is found`` () =
    let leftmostFirst (vocabulary: SmallVocabulary) =
        let tokenizer = ofVocabulary vocabulary

        let merges =
            vocabulary.Merges
            |> Seq.map (fun merge -> Convert.ToHexString merge.Key, Convert.ToHexString merge.Value)
            |> HashSet

        let bytes (id: int) = tokenizer.Vocabulary[id].ToArray()

        let ids =
            vocabulary.Tokens
            |> Seq.mapi (fun id token -> Convert.ToHexString token, id)
            |> Seq.distinctBy fst
            |> dict

        let rec fold (tokens: byte[] list) =
            match
                tokens
                |> List.pairwise
                |> List.tryFindIndex (fun (left, right) -> merges.Contains((Convert.ToHexString left, Convert.ToHexString right)))
            with
            | None -> tokens
            | Some at ->
                fold (
                    List.take at tokens
                    @ [ Array.append tokens[at] tokens[at + 1] ]
                    @ List.skip (at + 2) tokens
                )

        Func<string, int[]>(fun text ->
            Definitions.segments (List.ofSeq vocabulary.SpecialTokens) text
            |> Seq.collect (fun segment ->
                if Seq.contains segment vocabulary.SpecialTokens then
                    tokenizer.Encode segment |> List.ofArray |> List.map bytes
                else
                    Generators.utf8 segment |> List.ofArray |> List.map Array.singleton |> fold)
            |> Seq.map (fun token -> ids[Convert.ToHexString token])
            |> Array.ofSeq)

    Assert.Contains("expected [", failure (TokenizerProperties.EncodesByDefinition leftmostFirst))
