namespace Cs336.Tokenizer

/// What a `tokenizer.json` must say, and must not, for its ids to be those of byte-level BPE behind GPT-2's pattern.
module internal HuggingFaceRules =

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
    let isFlag (name: string) (preset: bool) (value: bool) (members: JsonMember[]) =
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
                            // Of the name "String" it would be looked for as it stands.
                            Value = JsonValue.Object [| { Name = "Regex"; Node = pattern } |]
                        },
              ValueSome { Value = JsonValue.Text "Isolated" } -> patterns |> List.exists (fun known -> pattern.Value = JsonValue.Text known)
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
    let surroundings = [
        "version", "version 1.0 of the form", (fun node -> node.Value = JsonValue.Text "1.0")
        "normalizer", "no normalizer", isAbsent
        "pre_tokenizer", "GPT-2's pre-tokenizer, ByteLevel without a prefix space", isPreTokenizer
        "post_processor", "no post-processor that adds tokens", isByteLevelOrAbsent
        "decoder", "a decoder of type ByteLevel", isByteLevelOrAbsent
        "truncation", "no truncation", isAbsent
        "padding", "no padding", isAbsent
    ]

    /// Options of the model, what they must be, and whether they are.
    let modelOptions = [
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

    let check file (members: JsonMember[]) (rules: (string * string * (JsonNode -> bool)) list) : Result<unit, Fault> =
        rules
        |> Results.collect (fun (name, expected, isMet) ->
            match Json.tryFind name members with
            | ValueSome node when not (isMet node) -> Json.malformed file node.Start $"{expected} (\"{name}\")" (typeOf node)
            | _ -> Ok())
        |> Result.map ignore
