/// Tokenizers that several tests use, and what they compare.
module Cs336.Tokenizer.Tests.Tokenizers

open System
open System.Collections.Generic
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators

let private corpus =
    String.concat "\n" [
        "the quick brown fox jumps over the lazy dog, hello hello hello supercalifragilistic"
        "don't you're he'll I've she'd I'm it's"
        "aaaaaaaa aaaa abab ababab zzzzzzzzzzzzzzzz !!!!!!!! ......  ,,,   "
        "中文 中文 こんにちは こんにちは 한국 سلام हिन्दी ไทย Жλ 🙂🙂🙂 👩‍👩‍👧 e\u0301e\u0301 ñ ß"
        "42 42 42 ٣٤ ７ ½ 1 2 3\r\n\r\n\t\tx = y"
    ]

/// Trained on a small text of everything, with the special tokens of the generators.
let trained: BpeTokenizer =
    BpeTrainer.TrainOnText(corpus, TrainingOptions(420, List.toArray specialTokens)).ToTokenizer()

/// Trained on the text itself, so that its merges matter.
let trainedOn (vocabularySize: int) (text: string) : TrainedVocabulary =
    BpeTrainer.TrainOnText(text, TrainingOptions(vocabularySize, List.toArray specialTokens))

let memory (text: string) : ReadOnlyMemory<byte> = ReadOnlyMemory(utf8 text)

let merge (left: string) (right: string) : Merge = Merge(memory left, memory right)

/// The bytes as ids 0–255 and, from 256 on, the results of the merges.
let ofMerges (specials: string list) (merges: (string * string) list) : BpeTokenizer =
    let bytes = Seq.init 256 (fun value -> ReadOnlyMemory [| byte value |])
    let joined = merges |> Seq.map (fun (left, right) -> memory (left + right))

    BpeTokenizer.Create(
        Seq.append bytes joined |> Seq.mapi (fun id token -> KeyValuePair(id, token)),
        merges |> Seq.map (fun (left, right) -> merge left right),
        specials
    )

let bytesOf (tokenizer: BpeTokenizer) (id: int) : byte[] = tokenizer.Vocabulary[id].ToArray()

/// Merges as lists of bytes, as the oracles have them.
let mergeLists (merges: IReadOnlyList<Merge>) : (byte list * byte list) list =
    merges
    |> Seq.map (fun merge -> List.ofArray (merge.Left.ToArray()), List.ofArray (merge.Right.ToArray()))
    |> List.ofSeq

/// All that a tokenizer is, as a value that can be compared.
let parts (tokenizer: BpeTokenizer) =
    tokenizer.Vocabulary
    |> Seq.map (fun entry -> entry.Key, List.ofArray (entry.Value.ToArray()))
    |> Seq.sort
    |> List.ofSeq,
    mergeLists tokenizer.Merges,
    List.ofSeq tokenizer.SpecialTokens
