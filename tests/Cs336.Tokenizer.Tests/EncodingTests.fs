[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.EncodingTests

open System
open System.Collections.Generic
open Xunit
open FsCheck.Xunit
open FsCheck
open FsCheck.FSharp
open Cs336.Tokenizer
open Cs336.Tokenizer.Testing
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

let private encodeBytes (tokenizer: BpeTokenizer) (bytes: byte[]) : int[] = tokenizer.Encode(ReadOnlySpan bytes)

let private decodeBytes (tokenizer: BpeTokenizer) (ids: int[]) : byte[] = tokenizer.DecodeBytes(ReadOnlySpan ids)

[<Property(MaxTest = 500)>]
let ``round trip: decoding what was encoded gives the text back`` (Text text) =
    trained.Decode(ReadOnlySpan(trained.Encode text)) = text

[<Property(MaxTest = 500)>]
let ``round trip: any bytes come back`` (Blob bytes) =
    decodeBytes trained (encodeBytes trained bytes) = bytes

[<Property>]
let ``a text and its UTF-8 have the same ids`` (Text text) =
    trained.Encode text = encodeBytes trained (utf8 text)

[<Property>]
let ``ids are below the vocabulary size`` (Blob bytes) =
    encodeBytes trained bytes
    |> Array.forall (fun id -> id >= 0 && id < trained.VocabularySize)

[<Property(MaxTest = 200)>]
let ``tokens are those of the definition`` (Text training) (Text text) (PositiveInt room) =
    let trained = trainedOn (256 + specialTokens.Length + room) training
    let tokenizer = trained.ToTokenizer()
    let tokens = tokenizer.Encode text |> Array.map (bytesOf tokenizer) |> List.ofArray
    tokens = Definitions.encode specialTokens (mergeLists trained.Merges) text

[<Property(MaxTest = 200)>]
let ``special tokens that are not registered are ordinary text`` (Text text) =
    let merges = Tokenizers.trained.Merges
    let tokenizer = BpeTokenizer.Create(Tokenizers.trained.Vocabulary, merges, [])
    let tokens = tokenizer.Encode text |> Array.map (bytesOf tokenizer) |> List.ofArray
    tokens = Definitions.encode [] (mergeLists merges) text

/// Random merges over four tokens 0–3 and their results, and ids to merge.
let private mergeProblems =
    let merges =
        gen {
            let! count = Gen.choose (0, 12)
            let! pairs = Gen.listOfLength count (Gen.two (Gen.choose (0, 3 + count)))

            return
                pairs
                |> List.distinct
                |> List.mapi (fun rank (left, right) -> (left, right), { Rank = rank; Merged = 4 + rank })
        }

    Gen.zip merges (Gen.arrayOf (Gen.choose (0, 3)))

[<Property(MaxTest = 1000)>]
let ``both ways to merge give the same ids`` () =
    Prop.forAll (Arb.fromGen mergeProblems) (fun (merges, ids) ->
        let table = RankedMerges()

        for (left, right), merge in merges do
            table.Add(struct (left, right), merge)

        Merging.mergeByScan table ids = Merging.mergeByQueue table ids)

[<Fact>]
let ``rank decides, not the longest match`` () =
    let tokenizer = ofMerges [] [ "b", "c"; "a", "b"; "ab", "c"; "c", "d"; "bc", "d" ]
    Assert.Equal<int[]>([| 97; 256 |], tokenizer.Encode "abc")
    Assert.Equal<int[]>([| 97; 260 |], tokenizer.Encode "abcd")
    Assert.Equal<int[]>([| 257; 257 |], tokenizer.Encode "abab")

[<Fact>]
let ``of pairs of one rank the leftmost merges first`` () =
    let tokenizer = ofMerges [] [ "a", "a"; "aa", "aa"; "aa", "a" ]
    let ids length = tokenizer.Encode(String('a', length))
    Assert.Equal<int[]>([| 258 |], ids 3)
    Assert.Equal<int[]>([| 257; 97 |], ids 5)
    Assert.Equal<int[]>([| 257; 258 |], ids 7)

[<Fact>]
let ``a pre-token of a million letters takes no quadratic time`` () =
    let tokenizer = ofMerges [] [ "a", "a"; "aa", "aa"; "aaaa", "aaaa" ]
    let ids = tokenizer.Encode(String('a', 1_000_003))
    Assert.True((ids = Array.append (Array.create 125_000 258) [| 256; 97 |]))

[<Fact>]
let ``thousands of special tokens are found`` () =
    let specials = [ for index in 0..4999 -> $"<|special_{index}|>" ]
    let tokenizer = ofMerges specials []
    Assert.Equal<int[]>([| 256..5255 |], tokenizer.Encode(String.concat "" specials))

[<Fact>]
let ``a byte without a token is refused and named`` () =
    let tokenizer = BpeTokenizer.Create([ KeyValuePair(0, memory "a") ], [], [])

    let error =
        Assert.Throws<TokenizerException>(fun () -> tokenizer.Encode "ab" |> ignore)

    Assert.Equal("The text cannot be encoded: it holds the byte 0x62, for which the vocabulary has no token.", error.Message)
    Assert.False error.IsUsageError

[<Theory>]
[<InlineData("0061 0062 D83D", 2, "D83D")>]
[<InlineData("DE42 0078", 0, "DE42")>]
[<InlineData("D83D DE42 DE42 D83D", 2, "DE42")>]
[<InlineData("0061 D83D D83D DE42", 1, "D83D")>]
let ``ill-formed UTF-16 is refused, naming the index`` (units: string) (index: int) (unit: string) =
    let text = ofUnits units

    let message =
        $"The text is not well-formed UTF-16: expected a surrogate pair at index {index}, found the unpaired surrogate U+{unit}."

    let whole =
        Assert.Throws<TokenizerException>(fun () -> trained.Encode text |> ignore)

    let chunks = text |> Seq.map string

    let inChunks =
        Assert.Throws<TokenizerException>(fun () -> trained.EncodeChunks chunks |> Seq.length |> ignore)

    Assert.Equal((message, true), (whole.Message, whole.IsUsageError))
    Assert.Equal(message, inChunks.Message)

[<Property(MaxTest = 300)>]
let ``ill-formed UTF-16 is never encoded silently, and as U+FFFD where that is asked for`` (text: BrokenText) =
    let replaced =
        text.Value[.. text.Index - 1] + "\uFFFD" + text.Value[text.Index + 1 ..]

    let refusal =
        Assert.Throws<TokenizerException>(fun () -> trained.Encode text.Value |> ignore).Message

    refusal.Contains($"at index {text.Index},")
    && trained.Encode(text.Value, IllFormedText.Replace) = trained.Encode replaced

[<Fact>]
let ``ill-formed UTF-16 is replaced by U+FFFD where that is asked for`` () =
    let replaced = trained.Encode("a\uFFFDb\uFFFD\uFFFD")
    Assert.Equal<int[]>(replaced, trained.Encode("a\uD83Db\uDE42\uD83D", IllFormedText.Replace))
    let chunks = "a\uD83Db\uDE42\uD83D" |> Seq.map string
    Assert.Equal<int>(replaced, trained.EncodeChunks(chunks, IllFormedText.Replace))
