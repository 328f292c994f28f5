namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// Reads Hugging Face's `tokenizer.json`: byte-level BPE behind GPT-2's pattern, whatever software wrote it. A file that asks for anything
/// else is refused, because its ids would differ.
module internal HuggingFaceReading =

    /// The spellings of GPT-2's pattern that are in use; both mean the same.
    let private patterns = [
        @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    ]

    let private isAbsent (node: JsonNode) =
        node.Value = JsonValue.Null || node.Value = JsonValue.Text ""

    let private isType (name: string) (members: JsonMember[]) =
        match Json.tryFind "type" members with
        | ValueSome node -> node.Value = JsonValue.Text name
        | ValueNone -> false

    /// Whether a flag has that value; where it is not given it has Hugging Face's default.
    let private isFlag (name: string) (preset: bool) (value: bool) (members: JsonMember[]) =
        match Json.tryFind name members with
        | ValueSome node -> node.Value = JsonValue.Flag value
        | ValueNone -> preset = value

    let private isByteLevel (usesPattern: bool) (node: JsonNode) =
        match node.Value with
        | JsonValue.Object members ->
            isType "ByteLevel" members
            && isFlag "add_prefix_space" true false members
            && isFlag "use_regex" true usesPattern members
        | _ -> false

    let private isSplitByPattern (node: JsonNode) =
        match node.Value with
        | JsonValue.Object members when isType "Split" members && isFlag "invert" false false members ->
            match Json.tryFind "pattern" members, Json.tryFind "behavior" members with
            | ValueSome {
                            Value = JsonValue.Object [| pattern |]
                        },
              ValueSome { Value = JsonValue.Text "Isolated" } ->
                patterns |> List.exists (fun known -> pattern.Node.Value = JsonValue.Text known)
            | _ -> false
        | _ -> false

    let private isPreTokenizer (node: JsonNode) =
        match node.Value with
        | JsonValue.Object members when isType "Sequence" members ->
            match Json.tryFind "pretokenizers" members with
            | ValueSome {
                            Value = JsonValue.List [| first; second |]
                        } -> isSplitByPattern first && isByteLevel false second
            | _ -> false
        | _ -> isByteLevel true node

    /// A post-processor and a decoder of this type change no ids.
    let private isByteLevelOrAbsent (node: JsonNode) =
        match node.Value with
        | JsonValue.Object members -> isType "ByteLevel" members
        | _ -> isAbsent node

    /// What surrounds the model, what it must be, and whether it is.
    let private surroundings = [
        "normalizer", "no normalizer", isAbsent
        "pre_tokenizer", "GPT-2's pre-tokenizer, ByteLevel without a prefix space", isPreTokenizer
        "post_processor", "no post-processor that adds tokens", isByteLevelOrAbsent
        "decoder", "a decoder of type ByteLevel", isByteLevelOrAbsent
        "truncation", "no truncation", isAbsent
        "padding", "no padding", isAbsent
    ]

    /// Options of the model, what they must be, and whether they are.
    let private modelOptions = [
        "type", "a model of type BPE", (fun node -> node.Value = JsonValue.Text "BPE")
        "dropout", "no dropout", isAbsent
        "continuing_subword_prefix", "no prefix of subwords", isAbsent
        "end_of_word_suffix", "no suffix of words", isAbsent
        "byte_fallback", "no byte fallback", (fun node -> node.Value <> JsonValue.Flag true)
        "ignore_merges", "a model that follows its merges", (fun node -> node.Value <> JsonValue.Flag true)
    ]

    let private typeOf (node: JsonNode) =
        match node.Value with
        | JsonValue.Object members ->
            match Json.tryFind "type" members with
            | ValueSome { Value = JsonValue.Text name } -> $"one of type {name}"
            | _ -> Json.describe node
        | _ -> Json.describe node

    let private check file (members: JsonMember[]) (rules: (string * string * (JsonNode -> bool)) list) : Result<unit, Fault> =
        rules
        |> Results.collect (fun (name, expected, isMet) ->
            match Json.tryFind name members with
            | ValueSome node when not (isMet node) -> Json.malformed file node.Start $"{expected} (\"{name}\")" (typeOf node)
            | _ -> Ok())
        |> Result.map ignore

    /// A merge as `"left right"` or as `["left", "right"]`.
    let private readMerge file (node: JsonNode) : Result<Merge, Fault> =
        let read =
            match node.Value with
            | JsonValue.Text text -> Gpt2Format.tryReadLine text
            | JsonValue.List [| { Value = JsonValue.Text left }; { Value = JsonValue.Text right } |] ->
                Gpt2Format.tryReadLine $"{left} {right}"
            | _ -> ValueNone

        match read with
        | ValueSome merge -> Ok merge
        | ValueNone -> Json.malformed file node.Start "a merge of two tokens in GPT-2's spelling" (Json.describe node)

    /// Where a merge is given twice Hugging Face takes the last, others the first.
    let private requireDistinct file (nodes: JsonNode[]) (merges: Merge[]) : Result<Merge[], Fault> =
        let seen = HashSet<Merge>()

        Array.zip nodes merges
        |> Results.collect (fun (node, merge) ->
            if seen.Add merge then
                Ok merge
            else
                Json.malformed file node.Start "each merge once" $"\"{Gpt2Format.line merge}\" again")

    /// An added token and where it stands.
    [<Struct>]
    type private Added = {
        Token: SpecialToken
        /// Whether it is looked for after normalization, which means: in what the other added tokens have left.
        IsNormalized: bool
        Start: int
    }

    let private readAdded file (node: JsonNode) : Result<Added, Fault> =
        result {
            let! members = Json.membersOf file "an added token" node
            let! content = Json.find file node.Start "content" members
            let! text = Json.textOf file "the text of an added token" content
            let! idNode = Json.find file node.Start "id" members
            let! id = Gpt2Reading.readId file idNode

            do!
                [ "single_word"; "lstrip"; "rstrip" ]
                |> List.map (fun name ->
                    name, "an added token that takes nothing of the text around it", (fun node -> node.Value <> JsonValue.Flag true))
                |> check file members

            return {
                Token = { Text = text; Id = ValueSome id }
                IsNormalized = isFlag "normalized" false true members
                Start = node.Start
            }
        }

    /// Whether some text holds both so that they share a character.
    let private mayOverlap (first: string) (second: string) =
        let follows (before: string) (after: string) =
            Seq.exists (fun length -> before.EndsWith(after[.. length - 1], StringComparison.Ordinal)) (seq { 1 .. after.Length - 1 })

        first.Contains(second, StringComparison.Ordinal)
        || second.Contains(first, StringComparison.Ordinal)
        || follows first second
        || follows second first

    /// Added tokens are found leftmost first here; there, those that are normalized come after all others.
    let private requireOneOrder file (added: Added[]) : Result<unit, Fault> =
        let later, earlier = added |> Array.partition _.IsNormalized

        let isBefore (token: Added) =
            earlier
            |> Array.exists (fun other -> mayOverlap token.Token.Text other.Token.Text)

        match Array.tryFind isBefore later with
        | Some token ->
            Json.malformed file token.Start "added tokens of which the normalized ones do not overlap the others" $"\"{token.Token.Text}\""
        | None -> Ok()

    /// An added token that is in the model's vocabulary too has the id that it has there, and stands for its own text.
    let private requireAgreement file (vocabulary: JsonMember[]) (entries: KeyValuePair<TokenId, ReadOnlyMemory<byte>>[]) (added: Added) =
        match
            Array.zip vocabulary entries
            |> Array.tryFind (fun (key, _) -> key.Name = added.Token.Text)
        with
        | Some(_, entry) when added.Token.Id <> ValueSome entry.Key ->
            Json.malformed file added.Start $"the id {entry.Key} of the vocabulary for \"{added.Token.Text}\"" $"{added.Token.Id.Value}"
        | Some(_, entry) when not (entry.Value.Span.SequenceEqual(ReadOnlySpan(Text.Encoding.UTF8.GetBytes added.Token.Text))) ->
            Json.malformed
                file
                added.Start
                "added tokens that spell no other token"
                $"\"{added.Token.Text}\", the spelling of the token {entry.Key}"
        | _ -> Ok added.Token

    /// The tokenizer of a `tokenizer.json`.
    let read (file: JsonFile) : Result<Vocabulary, Fault> =
        let expected = "an object that describes a tokenizer"

        result {
            let! root = Json.read file expected
            let! members = Json.membersOf file expected root
            do! check file members surroundings
            // What is absent is no pre-tokenizer at all.
            let! _ = Json.find file root.Start "pre_tokenizer" members
            let! modelNode = Json.find file root.Start "model" members
            let! model = Json.membersOf file "an object that describes a model" modelNode
            do! check file model modelOptions

            let! mergesNode = Json.find file modelNode.Start "merges" model
            let! mergeNodes = Json.itemsOf file "a list of merges" mergesNode
            let! merges = mergeNodes |> Results.collect (readMerge file)
            let! merges = requireDistinct file mergeNodes merges

            let! added =
                match Json.tryFind "added_tokens" members with
                | ValueSome node ->
                    Json.itemsOf file "a list of added tokens" node
                    |> Result.bind (Results.collect (readAdded file))
                | ValueNone -> Ok [||]

            do! requireOneOrder file added
            let! vocabularyNode = Json.find file modelNode.Start "vocab" model

            let! vocabulary =
                Json.membersOf file "an object of tokens and their ids" vocabularyNode

            let! entries =
                Gpt2Reading.readEntries file (added |> Seq.map _.Token.Text) merges vocabulary

            let! specials = added |> Results.collect (requireAgreement file vocabulary entries)

            let! merges =
                merges
                |> Gpt2Reading.requireTokens entries (fun index -> Json.place file mergeNodes[index].Start)

            return!
                Vocabulary.createWith entries merges specials
                |> Result.mapError (fun fault -> {
                    Message = $"{file.Name} is malformed: {fault.Message}"
                    IsUsageError = false
                })
        }
