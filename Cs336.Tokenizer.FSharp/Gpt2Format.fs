namespace Cs336.Tokenizer

open System
open System.Buffers
open System.Collections.Generic
open System.Text
open System.Text.Encodings.Web
open System.Text.Json

/// GPT-2's two files: `vocab.json`, an object of tokens and their ids, and `merges.txt`, one merge a line after `#version: 0.2`.
/// Tokens are spelled by `Bytes.spell`, special tokens stand there as they are.
module internal Gpt2Format =

    let private header = "#version: 0.2"

    /// A JSON document written by `write`: characters as they are rather than as `\u0120`, which is how other tokenizers write it.
    let json (isIndented: bool) (write: Utf8JsonWriter -> unit) : byte[] =
        let output = ArrayBufferWriter<byte>()

        let options =
            JsonWriterOptions(Indented = isIndented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

        use writer = new Utf8JsonWriter(output, options)
        write writer
        writer.Flush()
        output.WrittenSpan.ToArray()

    /// The byte strings that a merge makes.
    let private joined (merges: Merge[]) : HashSet<byte[]> =
        HashSet(
            merges
            |> Seq.map (fun merge -> Array.append (merge.Left.ToArray()) (merge.Right.ToArray())),
            Bytes.comparer
        )

    /// What a key of `vocab.json` stands for. A special token's own text is that token, unless it spells a byte or the result of a merge.
    let private meaning (specials: HashSet<string>) (joined: HashSet<byte[]>) (key: string) : byte[] voption =
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
        json false (fun writer ->
            writer.WriteStartObject()

            for entry in keys do
                writer.WriteNumber(entry.Key, entry.Value)

            writer.WriteEndObject())

    /// A merge as `left right`, spelled the GPT-2 way.
    let line (merge: Merge) : string =
        $"{Bytes.spell (merge.Left.ToArray())} {Bytes.spell (merge.Right.ToArray())}"

    /// `merges.txt`.
    let writeMerges (merges: Merge[]) : byte[] =
        let text = StringBuilder().Append(header).Append '\n'

        for merge in merges do
            text.Append(line merge).Append '\n' |> ignore

        Text.Encoding.UTF8.GetBytes(text.ToString())

    /// `special_tokens.json`: a list of strings.
    let writeSpecialTokens (texts: string[]) : byte[] =
        json true (fun writer ->
            writer.WriteStartArray()
            texts |> Array.iter writer.WriteStringValue
            writer.WriteEndArray())

    /// Reads JSON whose root is of the expected kind.
    let private parse
        (file: string)
        (kind: JsonValueKind)
        (expected: string)
        (read: JsonElement -> Result<'a, Fault>)
        (content: byte[])
        : Result<'a, Fault> =
        try
            use document = JsonDocument.Parse(ReadOnlyMemory content)

            if document.RootElement.ValueKind = kind then
                read document.RootElement
            else
                Fault.data $"{file} is malformed: expected {expected}, found JSON of kind {document.RootElement.ValueKind}."
        with
        | :? JsonException as error ->
            let line = error.LineNumber.GetValueOrDefault() + 1L
            Fault.data $"{file} is malformed in line {line}: expected {expected}, found text that is not JSON."
        // What `GetString` and `Name` throw.
        | :? InvalidOperationException ->
            Fault.data $"{file} is malformed: expected {expected}, found a string that is not well-formed Unicode."

    /// Reads `special_tokens.json`.
    let readSpecialTokens (file: string) (content: byte[]) : Result<string[], Fault> =
        let read (root: JsonElement) =
            root.EnumerateArray()
            |> Results.collect (fun item ->
                match item.ValueKind with
                | JsonValueKind.String -> Ok(string (item.GetString()))
                | kind -> Fault.data $"{file} is malformed: expected a list of strings, found an item of kind {kind}.")

        result {
            let! texts = parse file JsonValueKind.Array "a list of strings" read content

            let asData fault = {
                Message = $"{file} is malformed: {fault.Message}"
                IsUsageError = false
            }

            let! _ = SpecialTokens.create texts |> Result.mapError asData
            return texts
        }

    /// Reads `merges.txt`; a first line that starts with `#version` is a header.
    let readMerges (file: string) (content: byte[]) : Result<Merge[], Fault> =
        let lines = Text.Encoding.UTF8.GetString(content).Split '\n'

        let isHeader index (text: string) =
            index = 0 && text.StartsWith("#version", StringComparison.Ordinal)

        let isEnd index text = index = lines.Length - 1 && text = ""

        lines
        |> Seq.map _.TrimEnd('\r')
        |> Seq.indexed
        |> Seq.filter (fun (index, text) -> not (isHeader index text || isEnd index text))
        |> Results.collect (fun (index, text) ->
            match
                text.Split ' '
                |> Array.map (fun part -> if part = "" then ValueNone else Bytes.tryUnspell part)
            with
            | [| ValueSome left; ValueSome right |] -> Ok(Merge(ReadOnlyMemory left, ReadOnlyMemory right))
            | _ ->
                Fault.data
                    $"{file} is malformed in line {index + 1}: \
                    expected two tokens in GPT-2's spelling with one space between them, found \"{text}\".")

    /// Reads `vocab.json`, in which the special tokens may stand as they are.
    let readVocabulary
        (file: string)
        (specialTokens: seq<string>)
        (merges: Merge[])
        (content: byte[])
        : Result<KeyValuePair<TokenId, ReadOnlyMemory<byte>>[], Fault> =
        let specials = HashSet specialTokens
        let joined = joined merges
        let keys = HashSet<string>()

        let read (entry: JsonProperty) =
            let mutable id = 0

            if
                entry.Value.ValueKind <> JsonValueKind.Number
                || not (entry.Value.TryGetInt32(&id))
                || id < 0
                || id > Vocabulary.greatestId
            then
                Fault.data
                    $"{file} is malformed at the key \"{entry.Name}\": \
                    expected an id from 0 to {Vocabulary.greatestId}, found {entry.Value.GetRawText()}."
            elif not (keys.Add entry.Name) then
                Fault.data $"{file} is malformed: expected each token once, found the key \"{entry.Name}\" twice."
            else
                match meaning specials joined entry.Name with
                | ValueSome bytes -> Ok(KeyValuePair(id, ReadOnlyMemory bytes))
                | ValueNone ->
                    Fault.data
                        $"{file} is malformed: expected tokens in GPT-2's spelling, \
                        found the key \"{entry.Name}\", which is none and no special token either."

        content
        |> parse file JsonValueKind.Object "an object of tokens and their ids" (fun root -> root.EnumerateObject() |> Results.collect read)
