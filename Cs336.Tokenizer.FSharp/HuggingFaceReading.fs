namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// Reads Hugging Face's `tokenizer.json`: byte-level BPE behind GPT-2's pattern, whatever software wrote it. A file that asks for anything
/// else is refused, because its ids would differ.
module internal HuggingFaceReading =

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
                |> HuggingFaceRules.check file members

            return {
                Token = { Text = text; Id = ValueSome id }
                IsNormalized = HuggingFaceRules.isFlag "normalized" false true members
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

    /// An added token that the model's vocabulary lacks gets the next id from Hugging Face's library, in the order of the file, whatever
    /// the file says.
    let private requireNextIds file (vocabulary: JsonMember[]) (added: Added[]) : Result<unit, Fault> =
        let known = HashSet(vocabulary |> Seq.map _.Name)

        let next =
            added
            |> Array.scan (fun next token -> max next (token.Token.Id.Value + 1)) vocabulary.Length

        match
            Array.zip added next[.. added.Length - 1]
            |> Array.tryFind (fun (token, next) -> not (known.Contains token.Token.Text) && token.Token.Id <> ValueSome next)
        with
        | Some(token, next) ->
            Json.malformed
                file
                token.Start
                $"the id {next}, the next one, for \"{token.Token.Text}\", which is not in the vocabulary"
                $"{token.Token.Id.Value}"
        | None -> Ok()

    /// The tokenizer of a `tokenizer.json`.
    let read (file: JsonFile) : Result<Vocabulary, Fault> =
        let expected = "an object that describes a tokenizer"

        result {
            let! root = Json.read file expected
            let! members = Json.membersOf file expected root
            do! HuggingFaceRules.check file members HuggingFaceRules.surroundings
            // What is absent is no pre-tokenizer at all.
            let! _ = Json.find file root.Start "pre_tokenizer" members
            let! modelNode = Json.find file root.Start "model" members
            let! model = Json.membersOf file "an object that describes a model" modelNode
            do! HuggingFaceRules.check file model HuggingFaceRules.modelOptions

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
            do! requireNextIds file vocabulary added

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
