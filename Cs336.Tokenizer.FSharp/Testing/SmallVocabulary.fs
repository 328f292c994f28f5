namespace Cs336.Tokenizer.Testing

open System
open System.Collections.Generic
open FsCheck
open FsCheck.FSharp

/// <summary>A random vocabulary of byte-level BPE: every byte, some merges of what came before, and special tokens. No two tokens have the same bytes.</summary>
[<Sealed; StructuredFormatDisplay("{Display}")>]
type SmallVocabulary internal (tokens: byte[][], merges: (byte[] * byte[])[], specialTokens: string list, characters: string list) =

    /// <summary>The bytes of each token by id: special tokens before or after the others, the bytes in any order, the merged tokens by rank.</summary>
    member _.Tokens: IReadOnlyList<byte[]> = Array.AsReadOnly tokens

    /// <summary>The merges, lowest rank first: the bytes of the left and of the right token.</summary>
    member _.Merges: IReadOnlyList<KeyValuePair<byte[], byte[]>> =
        merges |> Array.map KeyValuePair |> Array.AsReadOnly :> _

    /// <summary>The special tokens.</summary>
    member _.SpecialTokens: IReadOnlyList<string> = Array.ofList specialTokens :> _

    /// The characters whose bytes the merges are made of.
    member internal _.Characters = characters

    member internal _.Display =
        let shown =
            merges
            |> Seq.map (fun (left, right) -> $"{Shown.bytes left}+{Shown.bytes right}")
            |> String.concat ", "

        let specials = specialTokens |> Seq.map Shown.text |> String.concat ", "
        $"{tokens.Length} tokens; merges {shown}; special tokens {specials}"

    /// <summary>The merges and the special tokens.</summary>
    override this.ToString() = this.Display

module internal SmallVocabularies =

    let private build (bytes: byte[][]) (merges: (byte[] * byte[])[]) (specials: string list) (characters: string list) (areFirst: bool) =
        let ordinary =
            Array.append bytes (merges |> Array.map (fun (left, right) -> Array.append left right))

        let special = specials |> List.map Pieces.utf8 |> Array.ofList

        let tokens =
            if areFirst then
                Array.append special ordinary
            else
                Array.append ordinary special

        SmallVocabulary(tokens, merges, specials, characters)

    /// Few characters, so that their merges compete with each other.
    let private alphabet: Gen<string list> =
        gen {
            let! count = Gen.choose (2, 4)

            let! shuffled =
                Gen.shuffle [| "a"; "b"; "t"; "l"; "'"; " "; "0"; "!"; "\n"; "é"; "中"; "🙂"; "\u3000" |]

            return shuffled |> Seq.take count |> List.ofSeq
        }

    /// Up to `count` merges, each of two tokens that there are by then, into a token that there is not.
    let rec private merges (count: int) (tokens: byte[] list) (taken: Set<byte[]>) (found: (byte[] * byte[]) list) =
        if count = 0 then
            Gen.constant (found |> List.rev |> Array.ofList)
        else
            gen {
                let! left = Gen.elements tokens
                let! right = Gen.elements tokens
                let joined = Array.append left right

                return!
                    if joined.Length > 12 || taken.Contains joined then
                        merges (count - 1) tokens taken found
                    else
                        merges (count - 1) (joined :: tokens) (taken.Add joined) ((left, right) :: found)
            }

    let generator =
        gen {
            let! specials = Gen.subListOf Pieces.specialTokens
            let specials = List.ofSeq specials
            let! characters = alphabet
            let! count = Gen.choose (0, 40)
            let taken = specials |> Seq.map Pieces.utf8 |> Set.ofSeq

            let letters =
                characters
                |> Seq.collect Pieces.utf8
                |> Seq.distinct
                |> Seq.map Array.singleton
                |> List.ofSeq

            let! merges = merges count letters taken []
            let! bytes = Gen.shuffle (Array.init 256 (fun value -> [| byte value |]))
            let! areFirst = Gen.elements [ true; false ]
            return build bytes merges specials characters areFirst
        }

    /// Texts in which the merges of the vocabulary have much to do.
    let text (vocabulary: SmallVocabulary) : Gen<string> =
        let dense =
            Gen.elements vocabulary.Characters |> Gen.listOf |> Gen.map (String.concat "")

        Gen.map2 (+) dense (Pieces.text (List.ofSeq vocabulary.SpecialTokens))
