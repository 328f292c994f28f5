namespace Cs336.Tokenizer

#nowarn "9" // Symbols are read and written through pointers.

open System
open System.Numerics
open FSharp.NativeInterop

/// A place in a long pre-token: a symbol, and the places of its neighbours or -1. Place i belongs to byte i; one that was merged
/// into its left neighbour holds the symbol -1.
[<Struct>]
type private Place = {
    mutable Symbol: int
    mutable Next: int
    mutable Previous: int
}

/// Merges pre-tokens of any length. Where every merge comes after those that made its tokens, ranks only rise: a queue of pairs with one
/// bucket per rank, each of which is emptied once, takes linear time. Where not, a heap takes O(n log n). Belongs to one thread.
[<Sealed>]
type internal LongPreTokenMerging(table: MergeTable) =
    // The first entry of each rank's bucket, or -1; a bit for each bucket that is not empty. Both are as they were after each call.
    let mutable buckets = Array.empty<int>
    let mutable filled = Array.empty<uint64>

    let prepare () =
        if buckets.Length = 0 then
            buckets <- Array.create table.RankCount -1
            filled <- Array.zeroCreate (table.RankCount / 64 + 1)

    let link (text: nativeptr<byte>) (length: int) : Place[] =
        Array.init length (fun index -> {
            Symbol = int (NativePtr.get text index)
            Next = if index + 1 < length then index + 1 else -1
            Previous = index - 1
        })

    let write (places: Place[]) (output: nativeptr<int>) : int =
        let mutable count = 0
        let mutable place = 0

        while place >= 0 do
            NativePtr.set output count (NativePtr.get table.IdsOfSymbols places[place].Symbol)
            count <- count + 1
            place <- places[place].Next

        count

    /// By buckets.
    let mergeByBuckets (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        prepare ()
        let places = link text length
        // An entry: the place of a pair's left symbol, and the next entry of its bucket.
        let entries = ResizeArray<struct (int * int)>(2 * length)
        let found = ResizeArray<int>()

        let push (rank: int) (place: int) =
            if rank <> Symbols.Never then
                entries.Add(struct (place, buckets[rank]))
                buckets[rank] <- entries.Count - 1
                filled[rank >>> 6] <- filled[rank >>> 6] ||| (1UL <<< (rank &&& 63))

        for index in length - 2 .. -1 .. 0 do
            push (table.RankOfBytes(NativePtr.get text index, NativePtr.get text (index + 1))) index

        let mergeAt rank place =
            let left = &places[place]

            // The pair may be gone since it was queued.
            if left.Symbol >= 0 && left.Next >= 0 then
                let right = &places[left.Next]

                if table.RankOf(left.Symbol, right.Symbol) = rank then
                    let merged = table.Joined rank
                    left.Symbol <- merged
                    right.Symbol <- -1
                    left.Next <- right.Next

                    if left.Next >= 0 then
                        let next = &places[left.Next]
                        next.Previous <- place
                        push (table.RankOf(merged, next.Symbol)) place

                    if left.Previous >= 0 then
                        push (table.RankOf(places[left.Previous].Symbol, merged)) left.Previous

        for word in 0 .. filled.Length - 1 do
            while filled[word] <> 0UL do
                let rank = 64 * word + BitOperations.TrailingZeroCount filled[word]
                filled[word] <- filled[word] &&& (filled[word] - 1UL)
                found.Clear()
                let mutable entry = buckets[rank]
                buckets[rank] <- -1
                let mutable isSorted = true

                while entry >= 0 do
                    let struct (place, next) = entries[entry]
                    isSorted <- isSorted && (found.Count = 0 || found[found.Count - 1] <= place)
                    found.Add place
                    entry <- next

                // Overlapping pairs of two equal symbols merge from the left.
                if not isSorted then
                    found.Sort()

                for place in found do
                    mergeAt rank place

        write places output

    /// By a heap of ranks and places, whatever the order of the merges.
    let mergeByHeap (text: nativeptr<byte>) (length: int) (output: nativeptr<int>) : int =
        let places = link text length
        let queue = Collections.Generic.PriorityQueue<int, int64>()

        let push (place: int) =
            if place >= 0 && places[place].Next >= 0 then
                let rank = table.RankOf(places[place].Symbol, places[places[place].Next].Symbol)

                if rank <> Symbols.Never then
                    queue.Enqueue(place, (int64 rank <<< 32) ||| int64 place)

        for index in 0 .. length - 2 do
            push index

        let mutable place = 0
        let mutable priority = 0L

        while queue.TryDequeue(&place, &priority) do
            let left = &places[place]

            if left.Symbol >= 0 && left.Next >= 0 then
                let right = &places[left.Next]
                let rank = table.RankOf(left.Symbol, right.Symbol)

                if int64 rank = (priority >>> 32) then
                    left.Symbol <- table.Joined rank
                    right.Symbol <- -1
                    left.Next <- right.Next

                    if left.Next >= 0 then
                        let next = &places[left.Next]
                        next.Previous <- place

                    push left.Previous
                    push place

        write places output

    /// Writes the ids of the `length` bytes at `text` and returns how many they are, at most `length`.
    member _.Merge(text: nativeptr<byte>, length: int, output: nativeptr<int>) : int =
        if table.IsMonotone then
            mergeByBuckets text length output
        else
            mergeByHeap text length output
