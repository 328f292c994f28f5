namespace Cs336.Tokenizer

open System

/// The GPT-2 pattern, `'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, over the code points of UTF-8 bytes.
/// Written by hand because .NET's regular expressions see UTF-16 units: to them a letter outside the basic plane is two surrogates.
module internal PreTokenization =

    /// An end found at least this many bytes before the end of what is known of a piece stays where it is, whatever follows:
    /// the pattern looks at no more than two characters beyond it (white space, then what comes after), of four bytes each.
    let lookahead = 8

    /// The first index at or after `start` whose character is not of class `kind`.
    let private runEnd (piece: ReadOnlySpan<byte>) (start: int) (kind: CharacterClass) : int =
        let mutable index = start
        let mutable inRun = true

        while inRun && index < piece.Length do
            let character = CharacterClasses.at piece index

            if character.Class = kind then
                index <- index + character.Length
            else
                inRun <- false

        index

    /// The length of the contraction that starts at `start`, or 0.
    let private contractionLength (piece: ReadOnlySpan<byte>) (start: int) : int =
        let apostrophe = piece[start]
        let first = if start + 1 < piece.Length then piece[start + 1] else 0uy
        let second = if start + 2 < piece.Length then piece[start + 2] else 0uy

        match apostrophe, first, second with
        | '\''B, ('s'B | 'd'B | 'm'B | 't'B), _ -> 2
        | '\''B, 'l'B, 'l'B
        | '\''B, 'v'B, 'e'B
        | '\''B, 'r'B, 'e'B -> 3
        | _ -> 0

    /// `\s+(?!\S)|\s+`: all of a run at the end of the piece or of one character, else all but its last character.
    let private whiteSpaceEnd (piece: ReadOnlySpan<byte>) (start: int) : int =
        let mutable index = start
        let mutable lastStart = start
        let mutable inRun = true

        while inRun && index < piece.Length do
            let character = CharacterClasses.at piece index

            if character.Class = CharacterClass.WhiteSpace then
                lastStart <- index
                index <- index + character.Length
            else
                inRun <- false

        if inRun || lastStart = start then index else lastStart

    /// Where the pre-token that starts at `start` ends. `piece` is text without special tokens; its end counts as the end of the text.
    let nextEnd (piece: ReadOnlySpan<byte>) (start: int) : int =
        let afterSpace =
            if piece[start] = ' 'B && start + 1 < piece.Length then
                start + 1
            else
                start

        let first = CharacterClasses.at piece afterSpace

        match contractionLength piece start with
        | 0 when first.Class = CharacterClass.WhiteSpace -> whiteSpaceEnd piece start
        | 0 -> runEnd piece afterSpace first.Class
        | length -> start + length
