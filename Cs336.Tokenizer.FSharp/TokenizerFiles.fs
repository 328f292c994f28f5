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

    /// A tokenizer from `vocab.json` and `merges.txt`: their names, for the messages, and their contents.
    let read
        (vocabularyName: string, vocabularyContent: byte[])
        (mergesName: string, mergesContent: byte[])
        (specialTokens: seq<string>)
        : Result<Vocabulary, Fault> =
        result {
            let! merges = Gpt2Format.readMerges mergesName mergesContent

            let! entries =
                Gpt2Format.readVocabulary vocabularyName specialTokens merges vocabularyContent

            return!
                Vocabulary.create entries merges specialTokens
                |> Result.mapError (fun fault ->
                    if fault.IsUsageError then
                        fault
                    else
                        {
                            fault with
                                Message = $"{vocabularyName} and {mergesName} do not make a tokenizer: {fault.Message}"
                        })
        }

    /// The same with the special tokens of `special_tokens.json`.
    let readAll vocabulary merges (specialsName: string, specialsContent: byte[]) : Result<Vocabulary, Fault> =
        result {
            let! specialTokens = Gpt2Format.readSpecialTokens specialsName specialsContent
            return! read vocabulary merges specialTokens
        }
