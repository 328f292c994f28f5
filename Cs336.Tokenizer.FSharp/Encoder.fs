namespace Cs336.Tokenizer

#nowarn "9" // Text and ids are pointers.

open System
open System.Runtime.CompilerServices
open FSharp.NativeInterop

/// Segments → ids, with a memory of what was encoded before, which changes how fast and never what. Belongs to one thread at a time.
[<Sealed>]
type internal Encoder(merges: MergeTable, specialIds: TokenId[]) =
    /// Pre-tokens of a batch: enough that some are new, few enough that their keys and entries stay near.
    static let batch = 512

    let cache = PreTokenCache()
    let merging = new PreTokenMerging(merges)
    // Of a batch: the keys, the entry of each, the numbers of those that are new, and their ids.
    let pending = new NativeBuffer<PreTokenKey>(int64 batch)
    let entries = new NativeBuffer<nativeint>(int64 batch)
    let added = new NativeBuffer<int>(int64 batch)
    let addedIds = new NativeBuffer<int>(int64 (ShortMerging.room * batch))
    let addedCounts = new NativeBuffer<int>(int64 batch)
    let segments = new SegmentEnds()
    let ids = IdBuffer()
    // The first byte without a token, or -1.
    let mutable missing = -1

    /// Notes a byte without a token. What the cache holds does not matter any more then.
    let check (text: nativeptr<byte>) (key: inref<PreTokenKey>) (ids: nativeptr<int>) (count: int) : unit =
        if
            merges.LacksBytes
            && missing < 0
            && Span<int>(NativePtr.toVoidPtr ids, count).Contains -1
        then
            missing <- merges.FirstWithoutId(ReadOnlySpan<byte>(NativePtr.toVoidPtr (NativePtr.add text key.Start), key.Length))

    let merge (text: nativeptr<byte>) (key: inref<PreTokenKey>) (output: nativeptr<int>) : int =
        let count = merging.Merge(NativePtr.add text key.Start, key.Length, output)
        check text &key output count
        count

    let encodeShort (text: nativeptr<byte>) (key: inref<PreTokenKey>) (output: nativeptr<int>) : int =
        let mutable isNew = false
        let entry = cache.FindOrAdd(key.Low, key.High, key.Hash, &isNew)

        if isNew then
            let count = merge text &key output
            cache.Fill(entry, output, count)
            count
        else
            cache.Write(entry, output)

    /// Cuts a long pre-token where no merge crosses; the pieces are looked up like pre-tokens.
    [<CompiledForSpeed>]
    let encodeLong (text: nativeptr<byte>) (key: inref<PreTokenKey>) (output: nativeptr<int>) : int =
        let last = key.Start + key.Length
        let mutable start = key.Start
        let mutable count = 0
        let mutable piece = key

        for finish in start + 1 .. last do
            if
                finish = last
                || not (merges.MayJoin(NativePtr.get text (finish - 1), NativePtr.get text finish))
            then
                PreTokenKeys.make text start (finish - start) &piece

                // Nothing may be forgotten while entries of the batch are waiting to be written.
                let written =
                    if piece.Length <= PreTokenKeys.longestShort && cache.HasRoom then
                        encodeShort text &piece (NativePtr.add output count)
                    else
                        merge text &piece (NativePtr.add output count)

                count <- count + written
                start <- finish

        count

    /// One by one.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let encodeNear (text: nativeptr<byte>) (ends: nativeptr<int>) (size: int) (start: int) (output: nativeptr<int>) : nativeptr<int> =
        let key = NativePtr.toByRef pending.Start
        let mutable start = start
        let mutable cursor = output

        for index in 0 .. size - 1 do
            let finish = NativePtr.get ends index
            PreTokenKeys.make text start (finish - start) &key
            start <- finish
            let slot = cache.SlotOf key.Hash
            let entry = NativePtr.toByRef slot

            // The common case, kept apart: a short pre-token in the first place that is looked at.
            let count =
                if entry.Low = key.Low && entry.High = key.High then
                    cache.Write(slot, cursor)
                elif key.Length <= PreTokenKeys.longestShort then
                    encodeShort text &key cursor
                else
                    encodeLong text &key cursor

            cursor <- NativePtr.add cursor count

        cursor

    /// Step by step: the keys are made and their entries asked for before the first is looked up, so that the memory answers all of them
    /// at once; those that are new are merged together, because one merge after another mostly waits.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let encodeBatch (text: nativeptr<byte>) (ends: nativeptr<int>) (size: int) (start: int) (output: nativeptr<int>) : nativeptr<int> =
        let entries = entries.Start
        let mutable start = start

        for index in 0 .. size - 1 do
            let finish = NativePtr.get ends index
            let key = NativePtr.toByRef (NativePtr.add pending.Start index)
            PreTokenKeys.make text start (finish - start) &key
            start <- finish
            cache.Prefetch key.Hash

        let mutable many = 0

        for index in 0 .. size - 1 do
            let key = NativePtr.toByRef (NativePtr.add pending.Start index)
            let near = cache.FindNear(key.Low, key.High, key.Hash)

            if near <> 0n then
                NativePtr.set entries index near
            elif key.Length <= PreTokenKeys.longestShort then
                let mutable isNew = false
                NativePtr.set entries index (NativePtr.toNativeInt (cache.FindOrAdd(key.Low, key.High, key.Hash, &isNew)))
                NativePtr.set added.Start many index
                many <- many + (if isNew then 1 else 0)
            else
                NativePtr.set entries index 0n

        if many > 0 then
            merging.MergeShorts(text, pending.Start, added.Start, many, addedIds.Start, addedCounts.Start)

            for number in 0 .. many - 1 do
                let index = NativePtr.get added.Start number
                let ids = NativePtr.add addedIds.Start (ShortMerging.room * number)
                let count = NativePtr.get addedCounts.Start number
                let key = NativePtr.toByRef (NativePtr.add pending.Start index)
                check text &key ids count
                cache.Fill(NativePtr.ofNativeInt (NativePtr.get entries index), ids, count)

        let mutable cursor = output

        for index in 0 .. size - 1 do
            let entry = NativePtr.get entries index

            let count =
                if entry <> 0n then
                    cache.Write(NativePtr.ofNativeInt entry, cursor)
                else
                    let key = NativePtr.toByRef (NativePtr.add pending.Start index)
                    encodeLong text &key cursor

            cursor <- NativePtr.add cursor count

        cursor

    /// The first byte that was met and has no token, or -1.
    member _.MissingByte = missing

    /// Room for ids, for whoever needs some.
    member _.Ids = ids

    /// Room for the segments of windows, for whoever needs some.
    member _.Segments = segments

    /// Writes the ids of the window's segments and returns how many they are, at most one per byte; there must be room for four more.
    /// What a cache that fits into the processor's has to do is done one by one, with the least work; a larger one is asked in batches.
    [<CompiledForSpeed>]
    member _.Encode(text: nativeptr<byte>, segments: SegmentEnds, output: nativeptr<int>) : int =
        let ends = segments.Ends
        let mutable first = 0
        let mutable start = 0
        let mutable cursor = output

        for special in 0 .. segments.Specials.Count do
            let last =
                if special < segments.Specials.Count then
                    segments.Specials[special].Index
                else
                    segments.Count

            while first < last do
                let size = min batch (last - first)
                let following = NativePtr.add ends first
                cache.MakeRoom batch

                cursor <-
                    if cache.IsNear then
                        encodeNear text following size start cursor
                    else
                        encodeBatch text following size start cursor

                first <- first + size
                start <- NativePtr.get ends (first - 1)

            if special < segments.Specials.Count then
                NativePtr.write cursor specialIds[segments.Specials[special].Token]
                cursor <- NativePtr.add cursor 1
                start <- NativePtr.get ends last
                first <- last + 1

        int ((NativePtr.toNativeInt cursor - NativePtr.toNativeInt output) / 4n)
