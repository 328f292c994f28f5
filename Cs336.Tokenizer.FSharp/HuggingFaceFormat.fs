namespace Cs336.Tokenizer

open System.Collections.Generic

/// Hugging Face's `tokenizer.json`: the same ids and merges, with the pre-tokenizer and decoder that go with them.
module internal HuggingFaceFormat =

    /// The keys and, where it is not one of them, the text of every special token: the reader looks it up there and would give it
    /// another id otherwise. Fails where the text spells another token.
    let private entries (vocabulary: Vocabulary) (keys: KeyValuePair<string, TokenId>[]) : Result<KeyValuePair<string, TokenId>[], Fault> =
        let ids = Dictionary keys

        Seq.zip vocabulary.SpecialIds vocabulary.Specials.Texts
        |> Results.collect (fun (id, text) ->
            if ids.TryAdd(text, id) then
                Ok [ KeyValuePair(text, id) ]
            elif ids[text] = id then
                Ok []
            else
                Fault.usage
                    $"The tokenizer cannot be saved in Hugging Face's form: \
                    the special token \"{text}\", whose id is {id}, spells the token {ids[text]}.")
        |> Result.map (Seq.concat >> Array.ofSeq >> Array.append keys)

    let private document (vocabulary: Vocabulary) (entries: KeyValuePair<string, TokenId>[]) : byte[] =
        Json.write true (fun writer ->
            let byteLevel (name: string) =
                writer.WriteStartObject name
                writer.WriteString("type", "ByteLevel")
                writer.WriteBoolean("add_prefix_space", false)
                writer.WriteBoolean("trim_offsets", true)
                writer.WriteBoolean("use_regex", true)
                writer.WriteEndObject()

            writer.WriteStartObject()
            writer.WriteString("version", "1.0")
            writer.WriteNull "truncation"
            writer.WriteNull "padding"
            writer.WriteStartArray "added_tokens"

            for id, text in Seq.zip vocabulary.SpecialIds vocabulary.Specials.Texts |> Seq.sort do
                writer.WriteStartObject()
                writer.WriteNumber("id", id)
                writer.WriteString("content", text)

                for flag in [ "single_word"; "lstrip"; "rstrip"; "normalized" ] do
                    writer.WriteBoolean(flag, false)

                writer.WriteBoolean("special", true)
                writer.WriteEndObject()

            writer.WriteEndArray()
            writer.WriteNull "normalizer"
            byteLevel "pre_tokenizer"
            writer.WriteNull "post_processor"
            byteLevel "decoder"

            writer.WriteStartObject "model"
            writer.WriteString("type", "BPE")

            for absent in [ "dropout"; "unk_token"; "continuing_subword_prefix"; "end_of_word_suffix" ] do
                writer.WriteNull absent

            for flag in [ "fuse_unk"; "byte_fallback"; "ignore_merges" ] do
                writer.WriteBoolean(flag, false)

            writer.WriteStartObject "vocab"

            for entry in entries do
                writer.WriteNumber(entry.Key, entry.Value)

            writer.WriteEndObject()
            writer.WriteStartArray "merges"
            vocabulary.Merges |> Array.iter (Gpt2Format.line >> writer.WriteStringValue)
            writer.WriteEndArray()
            writer.WriteEndObject()
            writer.WriteEndObject())

    /// `tokenizer.json` of a vocabulary with the keys of its `vocab.json`.
    let write (vocabulary: Vocabulary) (keys: KeyValuePair<string, TokenId>[]) : Result<byte[], Fault> =
        entries vocabulary keys |> Result.map (document vocabulary)
