namespace Cs336.Tokenizer.Testing

open System
open System.Collections.Generic

/// <summary>
/// Byte-level BPE by its definition, written to be obviously right and however slow: what a fast tokenizer is compared with.
/// Special tokens are cut out first (leftmost, then longest), GPT-2's pattern cuts the rest over code points, with <c>\s</c> as Unicode
/// White_Space, and in each pre-token the pair of lowest rank merges, the leftmost of equals, until none is left.
/// </summary>
[<AbstractClass; Sealed>]
type NaiveTokenizer private () =

    static let lists (merges: IEnumerable<KeyValuePair<byte[], byte[]>>) =
        merges
        |> Seq.map (fun merge -> List.ofArray merge.Key, List.ofArray merge.Value)
        |> List.ofSeq

    /// <summary>The special tokens and pre-tokens of a text in order; joined they are the text.</summary>
    /// <param name="text">A well-formed text.</param>
    /// <param name="specialTokens">Special tokens.</param>
    static member PreTokens(text: string, specialTokens: IEnumerable<string>) : IReadOnlyList<string> =
        Definitions.segments (List.ofSeq specialTokens) text |> Array.ofList :> _

    /// <summary>The ids of a text.</summary>
    /// <param name="text">A well-formed text.</param>
    /// <param name="vocabulary">Tokens, merges and special tokens.</param>
    static member Encode(text: string, vocabulary: SmallVocabulary) : int[] =
        let ids = Dictionary<string, int>()

        vocabulary.Tokens
        |> Seq.iteri (fun id token -> ids.Add(Convert.ToHexString token, id))

        Definitions.encode (List.ofSeq vocabulary.SpecialTokens) (lists vocabulary.Merges) text
        |> Seq.map (fun token -> ids[Convert.ToHexString token])
        |> Array.ofSeq

    /// <summary>The merges that training learns from a text: every round counts all adjacent pairs again and merges the most frequent one,
    /// of equals the greatest pair of byte strings.</summary>
    /// <param name="text">A well-formed text.</param>
    /// <param name="specialTokens">Special tokens; they separate documents and are never counted.</param>
    /// <param name="limit">The most merges to learn.</param>
    static member Train(text: string, specialTokens: IEnumerable<string>, limit: int) : IReadOnlyList<KeyValuePair<byte[], byte[]>> =
        Definitions.train (List.ofSeq specialTokens) limit text
        |> Seq.map (fun (left, right) -> KeyValuePair(Array.ofList left, Array.ofList right))
        |> Array.ofSeq
        :> _
