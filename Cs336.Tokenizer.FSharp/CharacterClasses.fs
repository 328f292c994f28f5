namespace Cs336.Tokenizer

open System
open System.Buffers
open System.Globalization
open System.Text

/// What the GPT-2 pattern tells apart.
type internal CharacterClass =
    | Letter = 0
    | Number = 1
    | WhiteSpace = 2
    | Other = 3

/// A character as the pattern sees it: its class and its length in bytes.
[<Struct>]
type internal Character = { Class: CharacterClass; Length: int }

/// `\p{L}`, `\p{N}` and `\s` over the code points of UTF-8 bytes.
module internal CharacterClasses =

    /// Unicode White_Space. Not U+001C–001F, U+200B or U+FEFF, which other definitions of `\s` include.
    let private isWhiteSpace (codePoint: int) : bool =
        (codePoint >= 0x09 && codePoint <= 0x0D)
        || (codePoint >= 0x2000 && codePoint <= 0x200A)
        || (match codePoint with
            | 0x20
            | 0x85
            | 0xA0
            | 0x1680
            | 0x2028
            | 0x2029
            | 0x202F
            | 0x205F
            | 0x3000 -> true
            | _ -> false)

    /// The class of a code point; `\p{L}` and `\p{N}` are the Unicode general categories.
    let ofCodePoint (codePoint: int) : CharacterClass =
        if isWhiteSpace codePoint then
            CharacterClass.WhiteSpace
        else
            match CharUnicodeInfo.GetUnicodeCategory codePoint with
            | UnicodeCategory.UppercaseLetter
            | UnicodeCategory.LowercaseLetter
            | UnicodeCategory.TitlecaseLetter
            | UnicodeCategory.ModifierLetter
            | UnicodeCategory.OtherLetter -> CharacterClass.Letter
            | UnicodeCategory.DecimalDigitNumber
            | UnicodeCategory.LetterNumber
            | UnicodeCategory.OtherNumber -> CharacterClass.Number
            | _ -> CharacterClass.Other

    /// The classes of the basic plane, because looking one up takes a third of the time that asking for its category takes.
    let private basicPlane: CharacterClass[] = Array.init 0x10000 ofCodePoint

    let private lookUp (codePoint: int) : CharacterClass =
        if codePoint < 0x10000 then
            basicPlane[codePoint]
        else
            ofCodePoint codePoint

    /// The character that starts at `index`. Bytes that are not UTF-8 are of class Other, one maximal ill-formed part at a time.
    let at (text: ReadOnlySpan<byte>) (index: int) : Character =
        if text[index] < 0x80uy then
            {
                Class = basicPlane[int text[index]]
                Length = 1
            }
        else
            let mutable rune = Rune()
            let mutable length = 0

            match Rune.DecodeFromUtf8(text.Slice index, &rune, &length) with
            | OperationStatus.Done -> {
                Class = lookUp rune.Value
                Length = length
              }
            | _ -> {
                Class = CharacterClass.Other
                Length = length
              }

    /// The class of the character that ends where `text` ends.
    let last (text: ReadOnlySpan<byte>) : CharacterClass =
        let mutable rune = Rune()
        let mutable length = 0

        match Rune.DecodeLastFromUtf8(text, &rune, &length) with
        | OperationStatus.Done -> ofCodePoint rune.Value
        | _ -> CharacterClass.Other
