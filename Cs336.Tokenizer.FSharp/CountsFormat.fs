namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Text
open System.Threading

/// What a file of counts says about itself in its first line.
type internal CountsHeader = {
    SpecialTokens: string[]
    /// Bytes of the text that was counted.
    TextBytes: int64
    /// Lines that follow.
    PreTokens: int64
    /// The sum of their counts.
    Occurrences: int64
}

/// Counts of pre-tokens as text that any engine can split, sort and add up: a line of JSON that says what was counted, then for each
/// pre-token its count, a tab, and its bytes as GPT-2 spells them, which is without white space. Lines may come in any order, and a
/// pre-token may have several, whose counts add up.
module internal CountsFormat =

    let private format = "cs336-counts"
    let private version = 1L
    let private pattern = "gpt2"

    let private headerLine (header: CountsHeader) : byte[] =
        Json.write false (fun writer ->
            writer.WriteStartObject()
            writer.WriteString("format", format)
            writer.WriteNumber("version", version)
            writer.WriteString("pattern", pattern)
            writer.WriteStartArray "specialTokens"
            header.SpecialTokens |> Array.iter writer.WriteStringValue
            writer.WriteEndArray()
            writer.WriteNumber("bytes", header.TextBytes)
            writer.WriteNumber("preTokens", header.PreTokens)
            writer.WriteNumber("occurrences", header.Occurrences)
            writer.WriteEndObject())

    /// Writes the counts by ascending bytes, so that equal counts are equal files.
    let write (specialTokens: string[]) (textBytes: int64) (entries: seq<CountedPreToken>) (stream: Stream) : unit =
        let sorted =
            entries
            |> Array.ofSeq
            |> Array.sortWith (fun first second -> Bytes.compare first.Bytes second.Bytes)

        stream.Write(
            ReadOnlySpan(
                headerLine {
                    SpecialTokens = specialTokens
                    TextBytes = textBytes
                    PreTokens = sorted.LongLength
                    Occurrences = sorted |> Array.sumBy _.Count
                }
            )
        )

        use writer = new StreamWriter(stream, UTF8Encoding false, 1 <<< 16, true)
        writer.Write '\n'

        for entry in sorted do
            writer.Write entry.Count
            writer.Write '\t'
            writer.Write(Bytes.spell entry.Bytes)
            writer.Write '\n'

    let private integer (file: JsonFile) (start: int) (name: string) (members: JsonMember[]) : Result<int64, Fault> =
        result {
            let! node = Json.find file start name members

            match node.Value with
            | JsonValue.Number text when Int64.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) |> fst ->
                return Int64.Parse(text, CultureInfo.InvariantCulture)
            | _ -> return! Json.malformed file node.Start $"a count (\"{name}\")" (Json.describe node)
        }

    let private requireValue (file: JsonFile) (start: int) (name: string) (value: JsonValue) (expected: string) (members: JsonMember[]) =
        result {
            let! node = Json.find file start name members

            if node.Value <> value then
                return! Json.malformed file node.Start $"{expected} (\"{name}\")" (Json.describe node)
            else
                return ()
        }

    let private readHeader (name: string) (line: string) : Result<CountsHeader, Fault> =
        let file = {
            Name = name
            Content = Encoding.UTF8.GetBytes line
        }

        let expected = "an object that describes counts"

        result {
            let! root = Json.read file expected
            let! members = Json.membersOf file expected root
            do! requireValue file root.Start "format" (JsonValue.Text format) $"\"{format}\"" members
            do! requireValue file root.Start "version" (JsonValue.Number(string version)) $"{version}" members
            do! requireValue file root.Start "pattern" (JsonValue.Text pattern) $"\"{pattern}\"" members
            let! specialsNode = Json.find file root.Start "specialTokens" members
            let! items = Json.itemsOf file "a list of strings" specialsNode
            let! specials = items |> Results.collect (Json.textOf file "a list of strings")
            let! textBytes = integer file root.Start "bytes" members
            let! preTokens = integer file root.Start "preTokens" members
            let! occurrences = integer file root.Start "occurrences" members

            return {
                SpecialTokens = specials
                TextBytes = textBytes
                PreTokens = preTokens
                Occurrences = occurrences
            }
        }

    let private tryReadLine (line: string) : CountedPreToken voption =
        match line.IndexOf '\t' with
        | -1 -> ValueNone
        | tab ->
            match
                Int64.TryParse(line.AsSpan(0, tab), NumberStyles.None, CultureInfo.InvariantCulture),
                Bytes.tryUnspell (line.Substring(tab + 1))
            with
            | (true, count), ValueSome bytes when count > 0L && bytes.Length > 0 -> ValueSome { Bytes = bytes; Count = count }
            | _ -> ValueNone

    /// Reads counts and hands them to `add`, pre-token by pre-token. A file that ends too early does not hold what its first line says.
    let read
        (name: string)
        (cancellation: CancellationToken)
        (add: CountedPreToken -> unit)
        (stream: Stream)
        : Result<CountsHeader, Fault> =
        use reader = new StreamReader(stream, UTF8Encoding false, false, 1 <<< 16, true)

        let readEntries (header: CountsHeader) =
            let mutable fault = ValueNone
            let mutable number = 1
            let mutable sum = 0L
            // Of the text's bytes those that no pre-token has yet taken. No number of occurrences, of pre-tokens or of pairs in them,
            // exceeds the bytes of the text, so that nothing overflows where these do not.
            let mutable bytesLeft = header.TextBytes
            let mutable line = reader.ReadLine()

            while fault.IsNone && not (isNull line) do
                cancellation.ThrowIfCancellationRequested()
                number <- number + 1

                match tryReadLine (nonNull line) with
                | ValueSome entry when entry.Count <= bytesLeft / entry.Bytes.LongLength ->
                    add entry
                    sum <- sum + entry.Count
                    bytesLeft <- bytesLeft - entry.Count * entry.Bytes.LongLength
                    line <- reader.ReadLine()
                | ValueSome _ ->
                    fault <-
                        ValueSome
                            $"{name} is malformed in line {number}: expected pre-tokens of {header.TextBytes} bytes together, \
                            as its first line says, found more with {Fault.shown (nonNull line)}."
                | ValueNone ->
                    fault <-
                        ValueSome
                            $"{name} is malformed in line {number}: expected a count, a tab and a pre-token in GPT-2's spelling, \
                            found {Fault.shown (nonNull line)}."

            match fault with
            | ValueSome sentence -> Fault.data sentence
            | ValueNone -> Ok(struct (int64 (number - 1), sum))

        result {
            let! header =
                readHeader name (reader.ReadLine() |> Option.ofObj |> Option.defaultValue "")

            let! struct (preTokens, sum) = readEntries header

            if preTokens <> header.PreTokens || sum <> header.Occurrences then
                return!
                    Fault.data
                        $"{name} is incomplete: its first line says {header.PreTokens} pre-tokens that occur {header.Occurrences} times, \
                        found {preTokens} that occur {sum} times."
            else
                return header
        }
