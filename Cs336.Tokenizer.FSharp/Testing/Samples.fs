namespace Cs336.Tokenizer.Testing

open System
open System.Collections.Generic
open System.Globalization
open System.Text

module internal Shown =

    /// A text as a string literal of C# and F#: what cannot be seen or told apart is escaped.
    let text (value: string) : string =
        let escape (character: char) =
            match character with
            | '"' -> "\\\""
            | '\\' -> "\\\\"
            | '\n' -> "\\n"
            | '\r' -> "\\r"
            | '\t' -> "\\t"
            | _ ->
                match Char.GetUnicodeCategory character with
                | UnicodeCategory.Control
                | UnicodeCategory.Format
                | UnicodeCategory.NonSpacingMark
                | UnicodeCategory.OtherNotAssigned
                | UnicodeCategory.PrivateUse
                | UnicodeCategory.Surrogate
                | UnicodeCategory.LineSeparator
                | UnicodeCategory.ParagraphSeparator -> $"\\u{int character:X4}"
                | UnicodeCategory.SpaceSeparator when character <> ' ' -> $"\\u{int character:X4}"
                | _ -> string character

        "\"" + String.collect escape value + "\""

    let bytes (value: byte[]) : string = $"[{BitConverter.ToString value}]"

/// <summary>A well-formed text of what breaks tokenizers. It shrinks character by character.</summary>
[<Sealed; StructuredFormatDisplay("{Display}")>]
type NastyText(value: string) =

    /// <summary>The text.</summary>
    member _.Value = value

    member internal _.Display = Shown.text value

    /// <summary>The text as a string literal.</summary>
    override this.ToString() = this.Display

/// <summary>Any bytes: texts, stray bytes, and characters with bytes missing. They shrink byte by byte.</summary>
[<Sealed; StructuredFormatDisplay("{Display}")>]
type NastyBytes(value: byte[]) =

    /// <summary>The bytes.</summary>
    member _.Value = value

    member internal _.Display = Shown.bytes value

    /// <summary>The bytes in hexadecimal.</summary>
    override this.ToString() = this.Display

/// <summary>A text of which exactly one surrogate has no partner.</summary>
[<Sealed; StructuredFormatDisplay("{Display}")>]
type BrokenText(value: string, index: int) =

    /// <summary>The text.</summary>
    member _.Value = value

    /// <summary>The index of the unpaired surrogate, in UTF-16 code units.</summary>
    member _.Index = index

    member internal _.Display = $"{Shown.text value}, ill-formed at {index}"

    /// <summary>The text as a string literal, and the index.</summary>
    override this.ToString() = this.Display

/// <summary>Places to cut at, wherever a text or its bytes end: each place counts modulo the length.</summary>
[<Sealed; StructuredFormatDisplay("{Display}")>]
type Cuts(places: IReadOnlyList<int>) =

    /// <summary>The places, not negative.</summary>
    member _.Places = places

    member internal _.Display = "cuts at " + String.Join(", ", places |> Seq.map string)

    /// <summary>The pieces of an array between the places; some may be empty. Joined they are the array.</summary>
    /// <param name="items">What to cut.</param>
    member _.Apply(items: 'Item[]) : IReadOnlyList<'Item[]> =
        let ends =
            places
            |> Seq.map (fun place -> place % (items.Length + 1))
            |> Seq.sort
            |> List.ofSeq

        List.map2 (fun start finish -> Array.sub items start (finish - start)) (0 :: ends) (ends @ [ items.Length ])
        |> Array.ofList
        :> _

    /// <summary>The pieces of a text between the places, inside surrogate pairs too. Joined they are the text.</summary>
    /// <param name="text">What to cut.</param>
    member this.Apply(text: string) : IReadOnlyList<string> =
        this.Apply(text.ToCharArray()) |> Seq.map String |> Array.ofSeq :> _

    /// <summary>The places.</summary>
    override this.ToString() = this.Display
