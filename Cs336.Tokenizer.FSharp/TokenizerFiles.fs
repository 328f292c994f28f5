namespace Cs336.Tokenizer

open System.Collections.Generic

/// The contents of a tokenizer directory's files, by name.
module internal TokenizerFiles =

    let vocabulary = "vocab.json"
    let merges = "merges.txt"
    let specialTokens = "special_tokens.json"

    /// Written last and removed first, so that a directory that has it is complete.
    let seal = "tokenizer.json"

    let names = [ vocabulary; merges; specialTokens; seal ]

    /// All names, for messages.
    let allNames = String.concat ", " names

    /// The files of a tokenizer, the seal last.
    let write (tokenizer: Vocabulary) : Result<KeyValuePair<string, byte[]> list, Fault> =
        result {
            let! keys = Gpt2Format.keys tokenizer
            let! sealing = HuggingFaceFormat.write tokenizer keys

            return [
                KeyValuePair(vocabulary, Gpt2Format.writeVocabulary keys)
                KeyValuePair(merges, Gpt2Format.writeMerges tokenizer.Merges)
                KeyValuePair(specialTokens, Gpt2Format.writeSpecialTokens tokenizer.Specials.Texts)
                KeyValuePair(seal, sealing)
            ]
        }

    /// A tokenizer from `vocab.json` and `merges.txt`.
    let read (vocabulary: JsonFile) (mergesName: string, mergesContent: byte[]) (specialTokens: seq<string>) : Result<Vocabulary, Fault> =
        result {
            let! lines = Gpt2Reading.readMerges mergesName mergesContent
            let merges = lines |> Array.map _.Merge
            let! entries = Gpt2Reading.readVocabulary vocabulary specialTokens merges

            let! merges =
                merges
                |> Gpt2Reading.requireTokens entries (fun index -> $"{mergesName} is malformed in line {lines[index].Line}")

            return! Vocabulary.create entries merges specialTokens
        }

    /// The same with the special tokens of `special_tokens.json`.
    let readAll vocabulary merges (specials: JsonFile) : Result<Vocabulary, Fault> =
        result {
            let! specialTokens = Gpt2Reading.readSpecialTokens specials
            return! read vocabulary merges specialTokens
        }
