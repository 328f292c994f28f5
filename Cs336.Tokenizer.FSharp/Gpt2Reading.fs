namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.Globalization

/// A merge and the line it stands in, from 1.
[<Struct>]
type internal MergeLine = { Line: int; Merge: Merge }

/// Reads what `Gpt2Format` writes, and what other tokenizers write in that form.
module internal Gpt2Reading =

    /// Reads `special_tokens.json`.
    let readSpecialTokens (file: JsonFile) : Result<string[], Fault> =
        let expected = "a list of strings"

        result {
            let! root = Json.read file expected
            let! items = Json.itemsOf file expected root
            let! texts = items |> Results.collect (Json.textOf file expected)

            let asData fault = {
                Message = $"{file.Name} is malformed: {fault.Message}"
                IsUsageError = false
            }

            let! _ = SpecialTokens.create texts |> Result.mapError asData
            return texts
        }

    /// Reads `merges.txt`; a first line that starts with `#version` is a header.
    let readMerges (name: string) (content: byte[]) : Result<MergeLine[], Fault> =
        let lines = Text.Encoding.UTF8.GetString(content).Split '\n'

        let isHeader index (text: string) =
            index = 0 && text.StartsWith("#version", StringComparison.Ordinal)

        let isEnd index text = index = lines.Length - 1 && text = ""

        lines
        |> Seq.map _.TrimEnd('\r')
        |> Seq.indexed
        |> Seq.filter (fun (index, text) -> not (isHeader index text || isEnd index text))
        |> Results.collect (fun (index, text) ->
            match Gpt2Format.tryReadLine text with
            | ValueSome merge -> Ok { Line = index + 1; Merge = merge }
            | ValueNone ->
                Fault.data
                    $"{name} is malformed in line {index + 1}: \
                    expected two tokens in GPT-2's spelling with one space between them, found {Fault.shown text}.")

    /// Reads a token's id.
    let readId (file: JsonFile) (node: JsonNode) : Result<TokenId, Fault> =
        match node.Value with
        | JsonValue.Number text ->
            match Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, id when id <= Vocabulary.greatestId -> Ok id
            | _ -> Json.malformed file node.Start $"an id from 0 to {Vocabulary.greatestId}" text
        | _ -> Json.malformed file node.Start $"an id from 0 to {Vocabulary.greatestId}" (Json.describe node)

    /// Reads an object of tokens and their ids, in which the special tokens may stand as they are.
    let readEntries
        (file: JsonFile)
        (specialTokens: seq<string>)
        (merges: seq<Merge>)
        (members: JsonMember[])
        : Result<KeyValuePair<TokenId, ReadOnlyMemory<byte>>[], Fault> =
        let specials = HashSet specialTokens
        let joined = Gpt2Format.joined merges
        let keys = HashSet<string>()
        let ids = Dictionary<TokenId, string>()

        members
        |> Results.collect (fun entry ->
            result {
                let! id = readId file entry.Node

                if not (keys.Add entry.Name) then
                    return! Json.malformed file entry.NameStart "each token once" $"\"{entry.Name}\" again"
                elif not (ids.TryAdd(id, entry.Name)) then
                    return! Json.malformed file entry.NameStart "each id once" $"{id} for \"{ids[id]}\" and for \"{entry.Name}\""
                else
                    match Gpt2Format.meaning specials joined entry.Name with
                    | ValueSome bytes -> return KeyValuePair(id, ReadOnlyMemory bytes)
                    | ValueNone ->
                        return!
                            Json.malformed
                                file
                                entry.NameStart
                                "tokens in GPT-2's spelling"
                                $"\"{entry.Name}\", which is none and no special token either"
            })

    /// Reads `vocab.json`.
    let readVocabulary (file: JsonFile) (specialTokens: seq<string>) (merges: seq<Merge>) =
        let expected = "an object of tokens and their ids"

        result {
            let! root = Json.read file expected
            let! members = Json.membersOf file expected root
            return! readEntries file specialTokens merges members
        }

    /// The merges, where both tokens of each and the joined one are among `entries`; `placeOf` begins the complaint about a merge.
    let requireTokens
        (entries: KeyValuePair<TokenId, ReadOnlyMemory<byte>>[])
        (placeOf: int -> string)
        (merges: Merge[])
        : Result<Merge[], Fault> =
        let known =
            HashSet(entries |> Seq.map (fun entry -> entry.Value.ToArray()), Bytes.comparer)

        merges
        |> Array.indexed
        |> Results.collect (fun (index, merge) ->
            let left, right = merge.Left.ToArray(), merge.Right.ToArray()

            match [ left; right; Array.append left right ] |> List.tryFind (known.Contains >> not) with
            | None -> Ok merge
            | Some missing ->
                Fault.data
                    $"{placeOf index}: expected a merge of two tokens into a third, \
                    found \"{Gpt2Format.line merge}\", which needs \"{Bytes.spell missing}\", no token of the vocabulary.")
