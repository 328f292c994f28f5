namespace Cs336.Tokenizer

open System.Text

/// Which special tokens GPT-2's files cannot tell from other tokens: their keys are texts, and a special token's is its own text.
module internal Spellings =

    let private classOf (value: byte) : CharacterClass =
        CharacterClasses.ofCodePoint (int value)

    /// Whether the pattern always ends a pre-token between two ASCII characters. A space joins what follows it, an apostrophe may.
    let private isAlwaysCut (before: byte, after: byte) : bool =
        before < 0x80uy
        && after < 0x80uy
        && before <> '\''B
        && classOf before <> CharacterClass.WhiteSpace
        && classOf before <> classOf after

    /// Whether training could learn these bytes as a token: one byte is always a token, more of them must fit into one pre-token.
    let private isLearnable (bytes: byte[]) : bool =
        bytes |> Seq.pairwise |> Seq.exists isAlwaysCut |> not

    /// Special tokens of which none spells a token that a trained tokenizer has or could have.
    /// One of several ASCII characters spells itself, which training never sees, since special tokens are cut out.
    let requireDistinct (specials: SpecialTokens) : Result<unit, Fault> =
        specials.Texts
        |> Results.collect (fun text ->
            match Bytes.tryUnspell text with
            | ValueSome [| value |] ->
                Fault.usage
                    $"The special token \"{text}\" is how tokenizer files spell the byte 0x{value:X2}, which is a token of its own: \
                    expected a text that spells no other token."
            | ValueSome bytes when Bytes.compare bytes (Encoding.UTF8.GetBytes text) <> 0 && isLearnable bytes ->
                let shown = System.Convert.ToHexString bytes

                Fault.usage
                    $"The special token \"{text}\" is how tokenizer files spell the bytes {shown}, which training may make a token: \
                    expected a text that spells no other token."
            | _ -> Ok())
        |> Result.map ignore
