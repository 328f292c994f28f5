namespace Cs336.Tokenizer.Testing

open System.Collections.Generic
open FsCheck
open FsCheck.FSharp

/// <summary>
/// What FsCheck makes of the types of this library. Register it with <c>[Properties(Arbitrary = …)]</c>, or pass one member to
/// <c>Prop.forAll</c>.
/// </summary>
[<AbstractClass; Sealed>]
type TokenizerArbitraries private () =

    /// <summary>
    /// The special tokens that turn up in the texts: nested in each other, overlapping, with white space, outside ASCII, and one that is an
    /// ordinary word.
    /// </summary>
    static member SpecialTokens: IReadOnlyList<string> = Array.ofList Pieces.specialTokens :> _

    static member private OfTexts(texts: Gen<string>) : Arbitrary<NastyText> =
        Arb.fromGenShrink (Gen.map NastyText texts, (fun text -> Pieces.shrinkText text.Value |> Seq.map NastyText))

    /// <summary>Texts made for a vocabulary: its characters in any order, so that its merges compete, then well-formed texts with its special tokens.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    static member TextFor(vocabulary: SmallVocabulary) : Arbitrary<NastyText> =
        SmallVocabularies.text vocabulary |> TokenizerArbitraries.OfTexts

    /// <summary>Well-formed texts with special tokens of your own in them, whole, adjacent and cut off.</summary>
    /// <param name="specialTokens">The special tokens.</param>
    static member TextWith(specialTokens: IEnumerable<string>) : Arbitrary<NastyText> =
        Pieces.text (List.ofSeq specialTokens) |> TokenizerArbitraries.OfTexts

    /// <summary>
    /// Well-formed texts: combining marks, joined emoji, white space of all kinds in runs, contractions, digits of other scripts, long runs,
    /// special tokens, and any other character.
    /// </summary>
    static member Text() : Arbitrary<NastyText> =
        TokenizerArbitraries.TextWith Pieces.specialTokens

    /// <summary>Any bytes: the same texts with stray, missing and overlong bytes.</summary>
    static member Bytes() : Arbitrary<NastyBytes> =
        Arb.fromGenShrink (
            Gen.map NastyBytes (Pieces.bytes Pieces.specialTokens),
            fun bytes -> Pieces.shrinkArray bytes.Value |> Seq.map NastyBytes
        )

    /// <summary>Texts of which exactly one surrogate has no partner.</summary>
    static member BrokenText() : Arbitrary<BrokenText> =
        Arb.fromGenShrink (
            Gen.map BrokenText Pieces.illFormed,
            fun text ->
                let before, after = text.Value[.. text.Index - 1], text.Value[text.Index + 1 ..]

                let make before after =
                    BrokenText(before + string text.Value[text.Index] + after, String.length before)

                Seq.append
                    (Pieces.shrinkText before |> Seq.map (fun shorter -> make shorter after))
                    (Pieces.shrinkText after |> Seq.map (make before))
        )

    /// <summary>Places to cut at. They shrink to fewer.</summary>
    static member Cuts() : Arbitrary<Cuts> =
        Arb.fromGenShrink (
            Gen.choose (0, 1_000_000) |> Gen.arrayOf |> Gen.map (fun places -> Cuts places),
            fun cuts ->
                cuts.Places
                |> Array.ofSeq
                |> Pieces.shrinkArray
                |> Seq.map (fun places -> Cuts places)
        )

    /// <summary>Vocabularies of up to 40 merges.</summary>
    static member SmallVocabulary() : Arbitrary<SmallVocabulary> = Arb.fromGen SmallVocabularies.generator
