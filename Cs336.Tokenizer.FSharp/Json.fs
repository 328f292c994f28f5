namespace Cs336.Tokenizer

open System
open System.Buffers
open System.Text.Encodings.Web
open System.Text.Json

/// A value of a JSON document and where it begins, so that a complaint can name its line: `JsonElement` does not know it.
type internal JsonNode = { Value: JsonValue; Start: int }

and [<RequireQualifiedAccess>] internal JsonValue =
    | Object of JsonMember[]
    | List of JsonNode[]
    | Text of string
    /// As it stands in the document.
    | Number of string
    | Flag of bool
    | Null

and internal JsonMember = {
    Name: string
    NameStart: int
    Node: JsonNode
}

/// The text of a JSON file and its name, for messages.
type internal JsonFile = { Name: string; Content: byte[] }

module internal Json =

    /// The line of the byte at `position`, from 1.
    let private lineOf (file: JsonFile) (position: int) : int =
        1
        + MemoryExtensions.Count(ReadOnlySpan(file.Content, 0, min position file.Content.Length), '\n'B)

    /// How a complaint about the byte at `position` begins.
    let place (file: JsonFile) (position: int) : string =
        $"{file.Name} is malformed in line {lineOf file position}"

    /// The one sentence about a file that is not what it should be.
    let malformed (file: JsonFile) (position: int) (expected: string) (found: string) : Result<'a, Fault> =
        Fault.data $"{place file position}: expected {expected}, found {found}."

    /// What a value is, in the words of a message.
    let describe (node: JsonNode) : string =
        match node.Value with
        | JsonValue.Object _ -> "an object"
        | JsonValue.List _ -> "a list"
        | JsonValue.Text text -> Fault.shown text
        | JsonValue.Number text -> text
        | JsonValue.Flag true -> "true"
        | JsonValue.Flag false -> "false"
        | JsonValue.Null -> "null"

    let rec private readValue (content: byte[]) (reader: byref<Utf8JsonReader>) : JsonNode =
        let start = int reader.TokenStartIndex

        let value =
            match reader.TokenType with
            | JsonTokenType.StartObject -> readObject content &reader
            | JsonTokenType.StartArray -> readList content &reader
            | JsonTokenType.String -> JsonValue.Text(nonNull (reader.GetString()))
            | JsonTokenType.Number -> JsonValue.Number(Text.Encoding.UTF8.GetString(content, start, int reader.BytesConsumed - start))
            | JsonTokenType.True -> JsonValue.Flag true
            | JsonTokenType.False -> JsonValue.Flag false
            | _ -> JsonValue.Null

        { Value = value; Start = start }

    and private readObject (content: byte[]) (reader: byref<Utf8JsonReader>) : JsonValue =
        let members = ResizeArray<JsonMember>()

        while reader.Read() && reader.TokenType <> JsonTokenType.EndObject do
            let nameStart = int reader.TokenStartIndex
            let name = nonNull (reader.GetString())
            reader.Read() |> ignore

            members.Add {
                Name = name
                NameStart = nameStart
                Node = readValue content &reader
            }

        JsonValue.Object(members.ToArray())

    and private readList (content: byte[]) (reader: byref<Utf8JsonReader>) : JsonValue =
        let items = ResizeArray<JsonNode>()

        while reader.Read() && reader.TokenType <> JsonTokenType.EndArray do
            items.Add(readValue content &reader)

        JsonValue.List(items.ToArray())

    /// The root of a document; `expected` says what it should be.
    let read (file: JsonFile) (expected: string) : Result<JsonNode, Fault> =
        let mutable reader = Utf8JsonReader(ReadOnlySpan file.Content)

        try
            reader.Read() |> ignore
            let root = readValue file.Content &reader
            // What follows the root must be white space.
            reader.Read() |> ignore
            Ok root
        with
        | :? JsonException as error ->
            let line = error.LineNumber.GetValueOrDefault() + 1L
            Fault.data $"{file.Name} is malformed in line {line}: expected {expected}, found text that is not JSON."
        // What `GetString` throws.
        | :? InvalidOperationException -> malformed file (int reader.TokenStartIndex) expected "a string that is not well-formed Unicode"

    /// The members of an object.
    let membersOf (file: JsonFile) (expected: string) (node: JsonNode) : Result<JsonMember[], Fault> =
        match node.Value with
        | JsonValue.Object members -> Ok members
        | _ -> malformed file node.Start expected (describe node)

    /// The items of a list.
    let itemsOf (file: JsonFile) (expected: string) (node: JsonNode) : Result<JsonNode[], Fault> =
        match node.Value with
        | JsonValue.List items -> Ok items
        | _ -> malformed file node.Start expected (describe node)

    /// A string.
    let textOf (file: JsonFile) (expected: string) (node: JsonNode) : Result<string, Fault> =
        match node.Value with
        | JsonValue.Text text -> Ok text
        | _ -> malformed file node.Start expected (describe node)

    /// The member of that name, the last one where there are several, as other readers take it.
    let tryFind (name: string) (members: JsonMember[]) : JsonNode voption =
        match members |> Array.tryFindBack (fun entry -> entry.Name = name) with
        | Some entry -> ValueSome entry.Node
        | None -> ValueNone

    /// The member of that name in the object that begins at `start`.
    let find (file: JsonFile) (start: int) (name: string) (members: JsonMember[]) : Result<JsonNode, Fault> =
        match tryFind name members with
        | ValueSome node -> Ok node
        | ValueNone -> malformed file start $"a member \"{name}\"" "none"

    /// A document written by `write`: characters as they are rather than as `\u0120`, which is how other tokenizers write it.
    let write (isIndented: bool) (write: Utf8JsonWriter -> unit) : byte[] =
        let output = ArrayBufferWriter<byte>()

        let options =
            JsonWriterOptions(Indented = isIndented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

        use writer = new Utf8JsonWriter(output, options)
        write writer
        writer.Flush()
        output.WrittenSpan.ToArray()
