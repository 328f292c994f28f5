namespace Cs336.Tokenizer

open System

module internal SharedCounts =

    /// The highest bits of a hash name the table.
    [<Literal>]
    let PartBits = 6

/// The counts of all threads together: one table for each range of hashes, each behind a lock of its own. Every distinct pre-token is
/// here once, however many threads count.
[<Sealed>]
type internal SharedCounts() =

    let parts =
        Array.init (1 <<< SharedCounts.PartBits) (fun _ -> new CountTable(SharedCounts.PartBits, 256))

    static let partOf (hash: uint32) =
        int (hash >>> (32 - SharedCounts.PartBits))

    static let partAt (struct (part: int, _: int)) = part

    /// Adds places `first .. last - 1` of a thread's own table to the part that they all belong to.
    [<CompiledForSpeed>]
    static let addRange (own: CountTable) (places: struct (int * int)[]) (first: int) (last: int) (part: CountTable) : unit =
        lock part (fun () ->
            for position in first .. last - 1 do
                let struct (_, index) = places[position]
                part.AddFrom(own, index))

    /// The tables, when no thread counts any more.
    member _.Parts = parts

    member _.Count = parts |> Array.sumBy (fun part -> int64 part.Count)

    /// Adds one pre-token; only where no other thread counts.
    member _.Add(text: nativeptr<byte>, length: int, count: int64) : unit =
        parts[partOf (PreTokenKeys.hash text length)].Add(text, length, count)

    /// Adds all that a thread's own table holds, and empties it. That table is in the order of hashes: one part after the other is locked.
    [<CompiledForSpeed>]
    member _.Absorb(own: CountTable) : unit =
        let places = Array.zeroCreate<struct (int * int)> CountTable.Batch
        let mutable place = 0

        while place < own.Slots do
            let mutable count = 0

            while count < CountTable.Batch && place < own.Slots do
                match own.HashAt place with
                | ValueSome hash ->
                    let part = partOf hash
                    parts[part].Prefetch hash
                    places[count] <- struct (part, place)
                    count <- count + 1
                | ValueNone -> ()

                place <- place + 1

            let mutable first = 0

            while first < count do
                let struct (part, _) = places[first]
                let mutable last = first

                while last < count && partAt places[last] = part do
                    last <- last + 1

                addRange own places first last parts[part]
                first <- last

        own.Clear()

    interface IDisposable with
        member _.Dispose() =
            for part in parts do
                (part :> IDisposable).Dispose()
