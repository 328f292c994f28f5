namespace Cs336.Tokenizer

#nowarn "9" // Text and ids are pointers.

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

module internal Encoder =

    /// Pieces of a batch: enough that some of them are new.
    [<Literal>]
    let Batch = 512

    /// Pieces that are looked up together: enough that the first one's line has arrived when the last one's was asked for, few enough that
    /// all are still near.
    [<Literal>]
    let Together = 128

/// Segments → ids, with a memory of what was encoded before, which changes how fast and never what. A pre-token is one piece, a long one is cut into
/// several. A batch of pieces goes through four loops: `take` finds them and asks for their lines in the cache, `lookUp` notes what
/// the cache knows of each, `mergeAdded` merges those that are new, `writeBatch` writes the ids. So no piece waits for the one before it:
/// neither for memory, nor for merges, nor for a guess of the processor about what comes next. Belongs to one thread at a time.
[<Sealed>]
type internal Encoder(merges: MergeTable, specialIds: TokenId[]) =
    let cache = PreTokenCache()
    let merging = new PreTokenMerging(merges)
    // The number of the pre-token that is next, and where it, or what is left of it, starts.
    let mutable nextNumber = 0
    let mutable nextStart = 0
    // Of those that are looked up together: what tells them from others, and their lines in the cache.
    let bytes = new NativeBuffer<Vector128<byte>>(int64 Encoder.Together)
    let asked = new NativeBuffer<nativeptr<CachedIds>>(int64 Encoder.Together)
    // Of a batch: where each starts and the last one ends, what the cache knows of it, the keys of those that are new, and their ids.
    let starts = new NativeBuffer<int>(int64 (Encoder.Batch + 1))
    let known = new NativeBuffer<Vector128<int>>(int64 Encoder.Batch)
    let added = new NativeBuffer<PreTokenKey>(int64 Encoder.Batch)

    let addedIds =
        new NativeBuffer<int>(int64 (ShortPreTokenMerging.Room * Encoder.Batch))

    let addedCounts = new NativeBuffer<int>(int64 Encoder.Batch)
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

    /// Where a long pre-token can be cut first because no merge crosses, so that its pieces can be looked up like pre-tokens.
    let cutOf (text: nativeptr<byte>) (start: int) (finish: int) : int =
        let mutable cut = start + 1

        while cut < finish
              && merges.MayJoin(NativePtr.get text (cut - 1), NativePtr.get text cut) do
            cut <- cut + 1

        cut

    /// Finds the next pieces and asks for their lines, so that the memory answers all of them at once. Returns how many they are.
    [<CompiledForSpeed>]
    let take (text: nativeptr<byte>) (ends: nativeptr<int>) (last: int) (starts: nativeptr<int>) : int =
        let keys = bytes.Start
        let asked = asked.Start
        let lines = cache.Lines
        let mutable number = nextNumber
        let mutable start = nextStart
        let mutable size = 0

        while size < Encoder.Together && number < last do
            NativePtr.set starts size start
            let finish = NativePtr.get ends number

            let cut =
                if finish - start <= PreTokenKeys.longestShort then
                    finish
                else
                    cutOf text start finish

            let length = cut - start

            let bytes =
                if length <= PreTokenKeys.longestShort then
                    PreTokenKeys.ofShort (NativePtr.add text start) length
                else
                    PreTokenKeys.noShort ()

            let line = lines.LineOf(PreTokenKeys.hashOfShort bytes)
            CacheLines.Prefetch line
            NativePtr.set keys size bytes
            NativePtr.set asked size line
            start <- cut
            number <- if cut = finish then number + 1 else number
            size <- size + 1

        NativePtr.set starts size start
        nextNumber <- number
        nextStart <- start
        size

    /// Notes what the cache knows of the pieces that were taken. Returns how many of the batch are new, which were `many`.
    [<CompiledForSpeed>]
    let lookUp (text: nativeptr<byte>) (size: int) (starts: nativeptr<int>) (known: nativeptr<Vector128<int>>) (many: int) : int =
        let keys = bytes.Start
        let asked = asked.Start
        let mutable many = many

        for index in 0 .. size - 1 do
            let bytes = NativePtr.get keys index
            let entry = CacheLines.Find(NativePtr.get asked index, bytes)

            if not (NativePtr.isNullPtr entry) then
                NativePtr.set known index (CacheLines.IdsOf entry)
            else
                let start = NativePtr.get starts index
                let length = NativePtr.get starts (index + 1) - start

                if length <= PreTokenKeys.longestShort then
                    PreTokenKeys.make text start length (NativePtr.toByRef (NativePtr.add added.Start many))
                    cache.Add(NativePtr.get asked index, bytes, many)
                    NativePtr.set known index (Vector128.CreateScalar many)
                    many <- many + 1
                else
                    NativePtr.set known index (Vector128.Create -1)

        many

    /// Merges those that are new, and tells the cache.
    [<CompiledForSpeed>]
    let mergeAdded (text: nativeptr<byte>) (many: int) : unit =
        let added = added.Start
        let addedIds = addedIds.Start
        let addedCounts = addedCounts.Start
        let lines = cache.Lines
        merging.Short.Merge(text, added, many, addedIds, addedCounts)

        for number in 0 .. many - 1 do
            let ids = NativePtr.add addedIds (ShortPreTokenMerging.Room * number)
            let count = NativePtr.get addedCounts number
            let key = NativePtr.toByRef (NativePtr.add added number)
            check text key.Start key.Length ids count
            let entry = CacheLines.Find(lines.LineOf key.Hash, key.Bytes)

            // It may have been forgotten again.
            if not (NativePtr.isNullPtr entry) then
                cache.Fill(entry, ids, count)

    /// The ids of one of a batch that the cache had forgotten before it was written, or never keeps.
    let mergeAgain (text: nativeptr<byte>) (start: int) (length: int) (output: nativeptr<int>) : int =
        let count = merge text start length output

        if length <= PreTokenKeys.longestShort then
            let bytes = PreTokenKeys.ofShort (NativePtr.add text start) length

            let entry =
                CacheLines.Find(cache.Lines.LineOf(PreTokenKeys.hashOfShort bytes), bytes)

            if not (NativePtr.isNullPtr entry) then
                cache.Fill(entry, output, count)

        count

    /// Writes the ids of one of a batch that is new or long, or has more than three.
    [<CompiledForSpeed>]
    let writeOther (text: nativeptr<byte>) (index: int) (output: nativeptr<int>) : int =
        let known = NativePtr.get known.Start index
        let first = known.ToScalar()
        let count = known.GetElement 3

        if count = PreTokenCache.Unknown then
            ShortPreTokenMerging.copyIds (NativePtr.add addedIds.Start (ShortPreTokenMerging.Room * first)) output
            NativePtr.get addedCounts.Start first
        elif count > 0 && cache.Keeps first then
            ShortPreTokenMerging.copyIds (cache.More first) output
            count
        else
            let start = NativePtr.get starts.Start index
            mergeAgain text start (NativePtr.get starts.Start (index + 1) - start) output

    /// Writes the ids of a batch of `size`, and returns where they end.
    [<CompiledForSpeed>]
    let writeBatch (text: nativeptr<byte>) (size: int) (output: nativeptr<int>) : nativeptr<int> =
        let known = known.Start
        let mutable cursor = output

        for index in 0 .. size - 1 do
            let ids = NativePtr.get known index
            let count = ids.GetElement 3

            let written =
                if uint32 (count - 1) < 3u then
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
        let mutable many = 0

        while size < Encoder.Batch && nextNumber < last do
            let starts = NativePtr.add starts.Start size
            let taken = take text ends last starts
            many <- lookUp text taken starts (NativePtr.add known.Start size) many
            size <- size + taken

        mergeAdded text many
        writeBatch text size output

    /// Ids that may be written beyond those of a window.
    static member Slack = ShortPreTokenMerging.Room

    /// The first byte that was met and has no token, or -1.
    member _.MissingByte = missing

    /// Room for ids, for whoever needs some.
    member _.Ids = ids

    /// Room for the segments of windows, for whoever needs some.
    member _.Segments = segments

    /// Writes the ids of the window's segments and returns how many they are, at most one per byte; there must be room for `Slack` more.
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
