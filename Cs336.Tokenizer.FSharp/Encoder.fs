namespace Cs336.Tokenizer

#nowarn "9" // Text and ids are pointers.

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

module internal Encoder =

    /// Fragments that are looked up together: enough that the first one's line has arrived when the last one's was asked for, few enough
    /// that all are still near.
    [<Literal>]
    let LookedUpTogether = 128

    /// Fragments of a batch: enough that some of them are new. Whole rounds of looking up, because there is no room for part of one.
    [<Literal>]
    let Batch = 4 * LookedUpTogether

    /// A count in place of a cache's: a long fragment, which is never kept.
    [<Literal>]
    let NeverKept = -1

/// Segments → ids, with a memory of what was encoded before, which changes how fast and never what. A pre-token is one fragment, a long
/// one is cut into several. A batch of fragments goes through four loops: `take` finds them and asks for their lines in the cache,
/// `lookUp` notes what the cache knows of each, `mergeNew` merges those that are new, `writeBatch` writes the ids. So no fragment waits
/// for the one before it: neither for memory, nor for merges, nor for a guess of the processor about what comes next. Belongs to one
/// thread at a time.
[<Sealed>]
type internal Encoder(merges: MergeTable, specialIds: TokenId[]) =
    let cache = new PreTokenCache()
    let merging = new PreTokenMerging(merges)
    // The number of the pre-token that is next, and where it, or what is left of it, starts.
    let mutable nextNumber = 0
    let mutable nextStart = 0
    // Of those that are looked up together: what tells them from others, and their lines in the cache.
    let keys = new NativeBuffer<Vector128<byte>>(int64 Encoder.LookedUpTogether)
    let asked = new NativeBuffer<nativeptr<CachedIds>>(int64 Encoder.LookedUpTogether)
    // Of a batch: where each starts and the last one ends, and what the cache knows of it.
    let starts = new NativeBuffer<int>(int64 (Encoder.Batch + 1))
    let known = new NativeBuffer<Vector128<int>>(int64 Encoder.Batch)
    // Those of a batch that are new, their ids, and how many these are.
    let newFragments = new NativeBuffer<Fragment>(int64 Encoder.Batch)

    let newIds =
        new NativeBuffer<int>(int64 (ShortPreTokenMerging.Room * Encoder.Batch))

    let newCounts = new NativeBuffer<int>(int64 Encoder.Batch)
    let segments = new SegmentEnds()
    let ids = IdBuffer()
    // The first byte without a token, or -1.
    let mutable missing = -1

    /// Notes a byte without a token. What the cache holds does not matter any more then.
    let check (text: nativeptr<byte>) (start: int) (length: int) (ids: nativeptr<int>) (count: int) : unit =
        if
            merges.LacksBytes
            && missing < 0
            && Span<int>(NativePtr.toVoidPtr ids, count).Contains -1
        then
            missing <- merges.FirstWithoutId(ReadOnlySpan<byte>(NativePtr.toVoidPtr (NativePtr.add text start), length))

    let merge (text: nativeptr<byte>) (start: int) (length: int) (output: nativeptr<int>) : int =
        let count = merging.Merge(NativePtr.add text start, length, output)
        check text start length output count
        count

    /// Where a long pre-token can be cut first because no merge crosses, so that its fragments can be looked up like pre-tokens. Inlined,
    /// because around a call the loop that takes fragments would keep nothing in registers.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let cutOf (text: nativeptr<byte>) (start: int) (finish: int) : int =
        let mutable cut = start + 1

        while cut < finish
              && merges.MayJoin(NativePtr.get text (cut - 1), NativePtr.get text cut) do
            cut <- cut + 1

        cut

    /// Finds the next fragments and asks for their lines, so that the memory answers all of them at once. Returns how many they are.
    [<CompiledForSpeed>]
    let take (text: nativeptr<byte>) (ends: nativeptr<int>) (last: int) (starts: nativeptr<int>) : int =
        let keys = keys.Start
        let asked = asked.Start
        let lines = cache.Lines
        let mutable number = nextNumber
        let mutable start = nextStart
        let mutable size = 0

        while size < Encoder.LookedUpTogether && number < last do
            NativePtr.set starts size start
            let finish = NativePtr.get ends number

            let cut =
                if finish - start <= PreTokenKeys.longestShort then
                    finish
                else
                    cutOf text start finish

            let length = cut - start

            let key =
                if length <= PreTokenKeys.longestShort then
                    PreTokenKeys.ofShort (NativePtr.add text start) length
                else
                    PreTokenKeys.noShort ()

            let line = lines.LineOf(PreTokenKeys.hashOfShort key)
            CacheLines.Prefetch line
            NativePtr.set keys size key
            NativePtr.set asked size line
            start <- cut
            number <- if cut = finish then number + 1 else number
            size <- size + 1

        NativePtr.set starts size start
        nextNumber <- number
        nextStart <- start
        size

    /// Notes what the cache knows of the fragments that were taken. Returns how many of the batch are new so far; before, that was
    /// `newSoFar`.
    [<CompiledForSpeed>]
    let lookUp (size: int) (starts: nativeptr<int>) (known: nativeptr<Vector128<int>>) (newSoFar: int) : int =
        let keys = keys.Start
        let asked = asked.Start
        let newFragments = newFragments.Start
        let mutable newSoFar = newSoFar

        for index in 0 .. size - 1 do
            let key = NativePtr.get keys index
            let entry = CacheLines.Find(NativePtr.get asked index, key)

            if not (NativePtr.isNullPtr entry) then
                NativePtr.set known index (CacheLines.IdsOf entry)
            else
                let start = NativePtr.get starts index
                let length = NativePtr.get starts (index + 1) - start

                if length <= PreTokenKeys.longestShort then
                    NativePtr.set newFragments newSoFar { Start = start; Length = length }
                    cache.Add(NativePtr.get asked index, key, newSoFar)
                    NativePtr.set known index (Vector128.Create(newSoFar, 0, 0, PreTokenCache.Unknown))
                    newSoFar <- newSoFar + 1
                else
                    NativePtr.set known index (Vector128.Create(0, 0, 0, Encoder.NeverKept))

        newSoFar

    /// Tells the cache the ids of a short fragment.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let remember (text: nativeptr<byte>) (start: int) (length: int) (ids: nativeptr<int>) (count: int) : unit =
        let key = PreTokenKeys.ofShort (NativePtr.add text start) length
        cache.Fill(PreTokenKeys.hashOfShort key, key, ids, count)

    /// Merges those that are new, and tells the cache.
    [<CompiledForSpeed>]
    let mergeNew (text: nativeptr<byte>) (newCount: int) : unit =
        let newFragments = newFragments.Start
        let newIds = newIds.Start
        let newCounts = newCounts.Start
        merging.Short.Merge(text, newFragments, newCount, newIds, newCounts)

        for number in 0 .. newCount - 1 do
            let ids = NativePtr.add newIds (ShortPreTokenMerging.Room * number)
            let count = NativePtr.get newCounts number
            let fragment = NativePtr.get newFragments number
            check text fragment.Start fragment.Length ids count
            remember text fragment.Start fragment.Length ids count

    /// The ids of a fragment whose own were overwritten in the cache, or that is never kept there.
    let mergeNow (text: nativeptr<byte>) (start: int) (length: int) (output: nativeptr<int>) : int =
        let count = merge text start length output

        if length <= PreTokenKeys.longestShort then
            remember text start length output count

        count

    /// Writes the ids of a fragment of the batch that is new or long, or has more than an entry has room for.
    [<CompiledForSpeed>]
    let writeOther (text: nativeptr<byte>) (index: int) (output: nativeptr<int>) : int =
        let known = NativePtr.get known.Start index
        let first = known.ToScalar()
        let count = known.GetElement 3

        if count = PreTokenCache.Unknown then
            ShortPreTokenMerging.copyIds (NativePtr.add newIds.Start (ShortPreTokenMerging.Room * first)) output
            NativePtr.get newCounts.Start first
        elif count <> Encoder.NeverKept && cache.Keeps first then
            ShortPreTokenMerging.copyIds (cache.More first) output
            count
        else
            let start = NativePtr.get starts.Start index
            mergeNow text start (NativePtr.get starts.Start (index + 1) - start) output

    /// Writes the ids of a batch of `size`, and returns where they end.
    [<CompiledForSpeed>]
    let writeBatch (text: nativeptr<byte>) (size: int) (output: nativeptr<int>) : nativeptr<int> =
        let known = known.Start
        let mutable cursor = output

        for index in 0 .. size - 1 do
            let ids = NativePtr.get known index
            let count = ids.GetElement 3

            let written =
                // `Unknown` and `NeverKept` are, less 1, the greatest unsigned numbers.
                if uint32 (count - 1) < uint32 PreTokenCache.InEntry then
                    // All four are written, because that is one store.
                    Vector128.Store(ids, cursor)
                    count
                else
                    writeOther text index cursor

            cursor <- NativePtr.add cursor written

        cursor

    /// Writes the ids of the next batch, and returns where they end.
    let encodeBatch (text: nativeptr<byte>) (ends: nativeptr<int>) (last: int) (output: nativeptr<int>) : nativeptr<int> =
        let mutable size = 0
        let mutable newCount = 0

        while size < Encoder.Batch && nextNumber < last do
            let startsOfTaken = NativePtr.add starts.Start size
            let taken = take text ends last startsOfTaken
            newCount <- lookUp taken startsOfTaken (NativePtr.add known.Start size) newCount
            size <- size + taken

        mergeNew text newCount
        writeBatch text size output

    /// Ids that may be written beyond those of a window.
    static member Slack = ShortPreTokenMerging.Room

    /// The first byte that was met and has no token, or -1.
    member _.MissingByte = missing

    /// Room for ids, for whoever needs some.
    member _.Ids = ids

    /// Room for the segments of windows, for whoever needs some.
    member _.Segments = segments

    /// Writes the ids of the window's segments and returns how many they are, at most one per byte; there must be room for `Slack` more,
    /// and `PreTokenEnds.padding` bytes after the window must be readable.
    member _.Encode(text: nativeptr<byte>, segments: SegmentEnds, output: nativeptr<int>) : int =
        let ends = segments.Ends
        let mutable cursor = output
        nextNumber <- 0
        nextStart <- 0

        for special in 0 .. segments.Specials.Count do
            let last =
                if special < segments.Specials.Count then
                    segments.Specials[special].Index
                else
                    segments.Count

            while nextNumber < last do
                cache.MakeRoom()
                cursor <- encodeBatch text ends last cursor

            if special < segments.Specials.Count then
                NativePtr.write cursor specialIds[segments.Specials[special].Token]
                cursor <- NativePtr.add cursor 1
                nextStart <- NativePtr.get ends last
                nextNumber <- last + 1

        int ((NativePtr.toNativeInt cursor - NativePtr.toNativeInt output) / 4n)

    interface IDisposable with
        member _.Dispose() =
            (cache :> IDisposable).Dispose()
            (merging :> IDisposable).Dispose()
            (keys :> IDisposable).Dispose()
            (asked :> IDisposable).Dispose()
            (starts :> IDisposable).Dispose()
            (known :> IDisposable).Dispose()
            (newFragments :> IDisposable).Dispose()
            (newIds :> IDisposable).Dispose()
            (newCounts :> IDisposable).Dispose()
            (segments :> IDisposable).Dispose()
