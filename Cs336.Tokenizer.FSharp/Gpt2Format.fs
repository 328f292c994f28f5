namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.Text

/// GPT-2's two files: `vocab.json`, an object of tokens and their ids, and `merges.txt`, one merge a line after `#version: 0.2`.
/// Tokens are spelled by `Bytes.spell`, special tokens stand there as they are.
module internal Gpt2Format =

    let private header = "#version: 0.2"

    /// The byte strings that merges make.
    let joined (merges: seq<Merge>) : HashSet<byte[]> =
        HashSet(
            merges
            |> Seq.map (fun merge -> Array.append (merge.Left.ToArray()) (merge.Right.ToArray())),
            Bytes.comparer
        )

    /// What a key of `vocab.json` stands for. A special token's own text is that token, unless it spells a byte or the result of a merge.
    let meaning (specials: HashSet<string>) (joined: HashSet<byte[]>) (key: string) : byte[] voption =
        match Bytes.tryUnspell key with
        | ValueSome bytes when bytes.Length = 1 || joined.Contains bytes -> ValueSome bytes
        | _ when specials.Contains key -> ValueSome(Text.Encoding.UTF8.GetBytes key)
        | spelled -> spelled

    /// The texts of the special tokens by id, apart from those that are a byte or the result of a merge as well.
    let private specialTexts (vocabulary: Vocabulary) : Dictionary<TokenId, string> =
        let ordinary =
            HashSet(Seq.append vocabulary.ByteIds (vocabulary.Ranks.Values |> Seq.map _.Merged))

        Seq.map2 (fun id text -> KeyValuePair(id, text)) vocabulary.SpecialIds vocabulary.Specials.Texts
        |> Seq.filter (fun entry -> not (ordinary.Contains entry.Key))
        |> Dictionary

    /// The key of each id in `vocab.json`, by ascending id. Fails where a key would not be read back as its token.
    let keys (vocabulary: Vocabulary) : Result<KeyValuePair<string, TokenId>[], Fault> =
        let specials = HashSet vocabulary.Specials.Texts
        let specialTexts = specialTexts vocabulary
        let joined = joined vocabulary.Merges
        let taken = HashSet<string>()

        vocabulary.Tokens.Keys
        |> Seq.sort
        |> Results.collect (fun id ->
            let bytes = vocabulary.Tokens[id].ToArray()
            let key = specialTexts.GetValueOrDefault(id, Bytes.spell bytes)

            match meaning specials joined key with
            | ValueSome read when Bytes.compare read bytes = 0 && taken.Add key -> Ok(KeyValuePair(key, id))
            | _ ->
                Fault.usage
                    $"The tokenizer cannot be saved in GPT-2's form: \
                    the key \"{key}\", expected to stand for the token {id} alone, spells another one too.")

    /// `vocab.json` of the keys.
    let writeVocabulary (keys: KeyValuePair<string, TokenId>[]) : byte[] =
        Json.write false (fun writer ->
            writer.WriteStartObject()

            for entry in keys do
                writer.WriteNumber(entry.Key, entry.Value)

            writer.WriteEndObject())

    /// A merge as `left right`, spelled the GPT-2 way.
    let line (merge: Merge) : string =
        $"{Bytes.spell (merge.Left.ToArray())} {Bytes.spell (merge.Right.ToArray())}"

    /// What `line` wrote, or nothing.
    let tryReadLine (text: string) : Merge voption =
        match
            text.Split ' '
            |> Array.map (fun part -> if part = "" then ValueNone else Bytes.tryUnspell part)
        with
        | [| ValueSome left; ValueSome right |] -> ValueSome(Merge(ReadOnlyMemory left, ReadOnlyMemory right))
        | _ -> ValueNone

    /// `merges.txt`.
    let writeMerges (merges: Merge[]) : byte[] =
        let text = StringBuilder().Append(header).Append '\n'

        for merge in merges do
            text.Append(line merge).Append '\n' |> ignore

        Text.Encoding.UTF8.GetBytes(text.ToString())

    /// `special_tokens.json`: a list of strings.
    let writeSpecialTokens (texts: string[]) : byte[] =
        Json.write true (fun writer ->
            writer.WriteStartArray()
            texts |> Array.iter writer.WriteStringValue
            writer.WriteEndArray())
