namespace Cs336.Tokenizer

open System
open System.Buffers.Text
open System.Collections.Generic
open System.Globalization
open System.Text

/// tiktoken's `.tiktoken`: a line for each token, its bytes in base64 and its rank, which is its id. Merges are not written, since they
/// follow from the ranks; special tokens and the pattern are not either, they belong to the code that reads the file.
module internal TiktokenFormat =

    /// How a token of several bytes is made of two of lower ranks: what is left of it when everything that they can merge is merged.
    let private split (byteIds: TokenId[]) (ranks: RankedMerges) (token: byte[]) : TokenId[] =
        token |> Array.map (fun value -> byteIds[int value]) |> Merging.merge ranks

    /// The merges, lowest rank first; each comes from the ranks below its own. `Error` is a token that no two others make.
    let private merges (tokens: KeyValuePair<TokenId, byte[]>[]) : Result<Merge[], KeyValuePair<TokenId, byte[]>> =
        let ids = Dictionary<byte[], TokenId>(Bytes.comparer)
        let bytes = Dictionary<TokenId, byte[]>()

        for token in tokens do
            ids.Add(token.Value, token.Key)
            bytes.Add(token.Key, token.Value)

        let byteIds =
            Array.init 256 (fun value -> ids.GetValueOrDefault([| byte value |], -1))

        let ranks = RankedMerges()
        let found = ResizeArray<Merge>()
        let mutable orphan = ValueNone

        for token in tokens |> Array.sortBy _.Key do
            if orphan.IsNone && token.Value.Length > 1 then
                match split byteIds ranks token.Value with
                | [| left; right |] when left >= 0 && right >= 0 ->
                    ranks.Add(
                        struct (left, right),
                        {
                            Rank = found.Count
                            Merged = token.Key
                        }
                    )

                    found.Add(Merge(ReadOnlyMemory bytes[left], ReadOnlyMemory bytes[right]))
                | _ -> orphan <- ValueSome token

        match orphan with
        | ValueSome token -> Error token
        | ValueNone -> Ok(found.ToArray())

    let private tryReadLine (line: string) : struct (byte[] * TokenId) voption =
        match line.Split ' ' with
        | [| encoded; rank |] when encoded <> "" && Base64.IsValid(encoded.AsSpan()) ->
            match Int32.TryParse(rank, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, id when id <= Vocabulary.greatestId -> ValueSome(struct (Convert.FromBase64String encoded, id))
            | _ -> ValueNone
        | _ -> ValueNone

    /// The tokens of the lines, and in which line each id stands.
    let private readLines (name: string) (content: byte[]) =
        let lines = Encoding.UTF8.GetString(content).Split '\n'
        let byBytes = Dictionary<byte[], int>(Bytes.comparer)
        let lineOfId = Dictionary<TokenId, int>()

        lines
        |> Seq.map _.TrimEnd('\r')
        |> Seq.indexed
        |> Seq.filter (fun (_, text) -> text <> "")
        |> Results.collect (fun (index, text) ->
            let line = index + 1

            match tryReadLine text with
            | ValueNone ->
                Fault.data
                    $"{name} is malformed in line {line}: expected a token in base64, a space and its rank \
                    from 0 to {Vocabulary.greatestId}, found {Fault.shown text}."
            | ValueSome(struct (bytes, id)) ->
                if not (byBytes.TryAdd(bytes, line)) then
                    Fault.data
                        $"{name} is malformed in line {line}: expected each token once, \
                        found \"{Bytes.spell bytes}\" in line {byBytes[bytes]} too."
                elif not (lineOfId.TryAdd(id, line)) then
                    Fault.data $"{name} is malformed in line {line}: expected each rank once, found {id} in line {lineOfId[id]} too."
                else
                    Ok(KeyValuePair(id, bytes)))
        |> Result.bind (fun tokens ->
            if tokens.Length = 0 then
                Fault.data $"{name} is empty: expected a token in base64, a space and its rank on each line."
            else
                Ok(tokens, lineOfId))

    /// The tokenizer of a `.tiktoken` file with these special tokens.
    let read (name: string) (content: byte[]) (specialTokens: SpecialToken[]) : Result<Vocabulary, Fault> =
        result {
            let! tokens, lineOfId = readLines name content

            let! merges =
                merges tokens
                |> Result.mapError (fun token -> {
                    Message =
                        $"{name} is malformed in line {lineOfId[token.Key]}: expected a token that two of lower rank make, \
                        found \"{Bytes.spell token.Value}\" with rank {token.Key}."
                    IsUsageError = false
                })

            let entries =
                tokens
                |> Seq.map (fun token -> KeyValuePair(token.Key, ReadOnlyMemory token.Value))

            return! Vocabulary.createWith entries merges specialTokens
        }

    /// `.tiktoken` of a vocabulary. Fails where the ranks would not say what its merges say.
    let write (vocabulary: Vocabulary) : Result<byte[], Fault> =
        let refuse reason =
            Fault.usage $"The tokenizer cannot be saved in tiktoken's form: {reason}"

        let specialIds = HashSet vocabulary.SpecialIds

        // A token that is special and ordinary at once is found by merging as well.
        let ordinary =
            HashSet(Seq.append vocabulary.ByteIds (vocabulary.Ranks.Values |> Seq.map _.Merged))

        let tokens =
            vocabulary.Tokens
            |> Seq.filter (fun entry -> ordinary.Contains entry.Key || not (specialIds.Contains entry.Key))
            |> Seq.map (fun entry -> KeyValuePair(entry.Key, entry.Value.ToArray()))
            |> Seq.sortBy _.Key
            |> Array.ofSeq

        match vocabulary.ByteIds |> Array.tryFindIndex (fun id -> id < 0) with
        | Some value -> refuse $"expected a token for each byte, found none for 0x{value:X2}."
        | None ->
            if (tokens |> Seq.map _.Value |> Seq.distinctBy Bytes.spell |> Seq.length) < tokens.Length then
                refuse "expected tokens that differ in their bytes, found two of the same."
            else
                match merges tokens with
                | Error token ->
                    refuse $"expected tokens that two of lower id make, found \"{Bytes.spell token.Value}\", the token {token.Key}."
                | Ok merges when merges <> vocabulary.Merges ->
                    refuse "expected merges in the order of the ids they make, found another order."
                | Ok _ ->
                    let text = StringBuilder()

                    for token in tokens do
                        text.Append(Convert.ToBase64String token.Value).Append(' ').Append(token.Key).Append '\n'
                        |> ignore

                    Ok(Encoding.ASCII.GetBytes(text.ToString()))
