namespace Cs336.Train

open System.Collections.Generic

/// <summary>Mistyped words.</summary>
[<AbstractClass; Sealed>]
type Spelling private () =
    /// <summary>The known word that was most likely meant, or null where none is near.</summary>
    /// <param name="known">The known words.</param>
    /// <param name="word">What was typed.</param>
    static member Nearest(known: IEnumerable<string>, word: string) : string | null =
        Suggestion.nearest (List.ofSeq known) word |> Option.toObj
