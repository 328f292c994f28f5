/// The known word that the user most likely meant.
module internal Cs336.Train.Suggestion

open System

/// Fewest insertions, deletions, substitutions and swaps of neighbours that turn one word into the other,
/// no part edited twice (the optimal string alignment form of the Damerau-Levenshtein distance). O(nm) time and memory.
let distance (left: string) (right: string) : int =
    let table =
        Array2D.init (left.Length + 1) (right.Length + 1) (fun i j ->
            if i = 0 then j
            elif j = 0 then i
            else 0)

    for i in 1 .. left.Length do
        for j in 1 .. right.Length do
            let substitution =
                table[i - 1, j - 1] + (if left[i - 1] = right[j - 1] then 0 else 1)

            let insertionOrDeletion = 1 + min table[i - 1, j] table[i, j - 1]
            let nearest = min substitution insertionOrDeletion

            let swapped =
                i > 1 && j > 1 && left[i - 1] = right[j - 2] && left[i - 2] = right[j - 1]

            table[i, j] <-
                if swapped then
                    min nearest (table[i - 2, j - 2] + 1)
                else
                    nearest

    table[left.Length, right.Length]

/// The nearest of `known`, the first among equals, unless even that one is a different word. Dashes in front and case do not count,
/// so that `Train` and `--train` lead to `train`; a beginning of three letters or more counts as near.
let nearest (known: string list) (word: string) : string option =
    let bare (text: string) =
        text.TrimStart('-').Replace('_', '-').ToLowerInvariant()

    let typed = bare word

    let cost (candidate: string) =
        if typed.Length >= 3 && candidate.StartsWith(typed, StringComparison.Ordinal) then
            1
        else
            distance typed candidate

    // A word of which no letter is kept is not near, however short.
    let isNear (candidate: string, cost) =
        cost <= max 1 (candidate.Length / 3) && cost < candidate.Length

    known
    |> List.map (fun name -> name, (bare name, cost (bare name)))
    |> List.filter (snd >> isNear)
    |> List.sortBy (snd >> snd)
    |> List.tryHead
    |> Option.map fst
