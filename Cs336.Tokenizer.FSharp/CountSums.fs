namespace Cs336.Tokenizer

/// Adding up counts that are too many to have in memory one by one.
module internal CountSums =

    /// Distinct pre-tokens.
    let sizeOf (counts: PreTokenCounts) : int = counts.Length

    /// Counts given one by one; those of equal pre-tokens add up.
    let ofEntries (entries: CountedPreToken[]) : PreTokenCounts =
        PreTokenCounts.ofEntries entries |> Fault.orThrow

    /// Entries that are worth adding up at a time.
    let private leastPending = 1_000_000

    /// The sum of counts as they come. What waits is added as soon as it outgrows the sum, so that every count is added a few times only.
    let ofParts (parts: seq<PreTokenCounts>) : PreTokenCounts =
        let mutable sum = PreTokenCounts.merge [] |> Fault.orThrow
        let pending = ResizeArray<PreTokenCounts>()
        let mutable waiting = 0

        let add () =
            sum <- PreTokenCounts.merge (Seq.append [ sum ] pending) |> Fault.orThrow
            pending.Clear()
            waiting <- 0

        for part in parts do
            pending.Add part
            waiting <- waiting + sizeOf part

            if waiting > max leastPending (sizeOf sum) then
                add ()

        add ()
        sum
