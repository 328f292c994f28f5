namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.Runtime.InteropServices

/// <summary>What to train.</summary>
/// <param name="vocabularySize">How many tokens there may be: special tokens, the 256 bytes and merged tokens together.</param>
/// <param name="specialTokens">Tokens that are cut out of the text before counting and never merged. None by default.</param>
/// <param name="threads">How many threads count pre-tokens; the result does not depend on it. By default one per processor.</param>
[<Sealed>]
type TrainingOptions
    (
        vocabularySize: int,
        [<Optional; DefaultParameterValue(null: IReadOnlyList<string> | null)>] specialTokens: IReadOnlyList<string> | null,
        [<Optional>] threads: Nullable<int>
    ) =

    /// <summary>How many tokens there may be: special tokens, the 256 bytes and merged tokens together.</summary>
    member _.VocabularySize = vocabularySize

    /// <summary>Tokens that are cut out of the text before counting and never merged.</summary>
    member _.SpecialTokens: IReadOnlyList<string> =
        match specialTokens with
        | null -> Array.Empty<string>() :> _
        | given -> given

    /// <summary>How many threads count pre-tokens.</summary>
    member _.Threads = threads.GetValueOrDefault Environment.ProcessorCount

/// <summary>The two stages of training.</summary>
type TrainingPhase =
    /// <summary>Reading the corpus and counting its pre-tokens; progress is in bytes.</summary>
    | Counting = 0
    /// <summary>Merging the most frequent pairs; progress is in merges.</summary>
    | Merging = 1

/// <summary>How far training is, for a progress bar.</summary>
[<Sealed>]
type TrainingProgress internal (phase: TrainingPhase, finished: int64, total: int64) =

    /// <summary>The stage that is under way.</summary>
    member _.Phase = phase

    /// <summary>Bytes read while counting, merges learned while merging.</summary>
    member _.Done = finished

    /// <summary>Bytes of the corpus while counting; while merging, the merges there is room for (there may be fewer).</summary>
    member _.Total = total

/// <summary>A pre-token and how often it occurs.</summary>
[<Sealed>]
type PreTokenCount internal (bytes: ReadOnlyMemory<byte>, count: int64) =

    /// <summary>The UTF-8 bytes of the pre-token.</summary>
    member _.Bytes = bytes

    /// <summary>Its occurrences.</summary>
    member _.Count = count

/// <summary>What training learned.</summary>
[<Sealed>]
type TrainedVocabulary internal (tokens: ReadOnlyMemory<byte>[], merges: Merge[], specialTokens: string[]) =

    /// <summary>The bytes of the tokens by id: special tokens first, then the bytes 0 to 255, then the merged tokens.</summary>
    member _.Tokens: IReadOnlyList<ReadOnlyMemory<byte>> = Array.AsReadOnly tokens

    /// <summary>The merges in the order they were learned.</summary>
    member _.Merges: IReadOnlyList<Merge> = Array.AsReadOnly merges

    /// <summary>The special tokens, in the order they were given.</summary>
    member _.SpecialTokens: IReadOnlyList<string> = Array.AsReadOnly specialTokens

    /// <summary>A tokenizer with these tokens and merges.</summary>
    member _.ToTokenizer() : BpeTokenizer =
        BpeTokenizer.Create(tokens |> Seq.mapi (fun id token -> KeyValuePair(id, token)), merges, specialTokens)
