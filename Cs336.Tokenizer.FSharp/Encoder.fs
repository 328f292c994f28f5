namespace Cs336.Tokenizer

#nowarn "9" // Text and ids are pointers.

open System
open System.Runtime.CompilerServices
open FSharp.NativeInterop

/// Segments → ids, with a memory of what was encoded before, which changes how fast and never what. Belongs to one thread at a time.
[<Sealed>]
type internal Encoder(merges: MergeTable, specialIds: TokenId[]) =
    let cache = PreTokenCache()
    let merging = new PreTokenMerging(merges)
    let pending = new NativeBuffer<PreTokenKey>(int64 PreTokenKeys.batch)
    let segments = new SegmentEnds()
    let ids = IdBuffer()
    // The first byte without a token, or -1.
    let mutable missing = -1

    /// Merges a pre-token and remembers its ids under `key`, if that is short.
    let encodeNew (text: nativeptr<byte>) (key: inref<PreTokenKey>) (output: nativeptr<int>) : int =
        let start = NativePtr.add text key.Start
        let count = merging.Merge(start, key.Length, output)
        let ids = Span<int>(NativePtr.toVoidPtr output, count)

        if merges.LacksBytes && ids.Contains -1 then
            if missing < 0 then
                missing <- merges.FirstWithoutId(ReadOnlySpan<byte>(NativePtr.toVoidPtr start, key.Length))
        elif key.Length <= PreTokenKeys.longestShort then
            cache.Add(key.Low, key.High, output, count)

        count

    let encodeShort (text: nativeptr<byte>) (key: inref<PreTokenKey>) (output: nativeptr<int>) : int =
        let found = cache.Find(key.Low, key.High, key.Hash)

        if NativePtr.toNativeInt found <> 0n then
            cache.Write(found, output)
        else
            encodeNew text &key output

    /// Cuts a long pre-token where no merge crosses; the pieces are looked up like pre-tokens.
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

                let written =
                    if piece.Length <= PreTokenKeys.longestShort then
                        encodeShort text &piece (NativePtr.add output count)
                    else
                        encodeNew text &piece (NativePtr.add output count)

                count <- count + written
                start <- finish

        count

    /// The common case, kept apart: a short pre-token in the first place that is looked at.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let encodeOne (text: nativeptr<byte>) (key: inref<PreTokenKey>) (output: nativeptr<int>) : int =
        let slot = cache.SlotOf key.Hash
        let entry = NativePtr.toByRef slot

        if entry.Low = key.Low && entry.High = key.High then
            cache.Write(slot, output)
        elif key.Length <= PreTokenKeys.longestShort then
            encodeShort text &key output
        else
            encodeLong text &key output

    /// The first byte that was met and has no token, or -1.
    member _.MissingByte = missing

    /// Room for ids, for whoever needs some.
    member _.Ids = ids

    /// Room for the segments of windows, for whoever needs some.
    member _.Segments = segments

    /// Writes the ids of the window's segments and returns how many they are, at most one per byte; there must be room for four more.
    /// As long as the cache of pre-tokens fits into the processor's, one by one; then in batches: the keys of one are made and their entries asked for before the first is looked up, so that the memory answers
    /// all of them at once instead of one after another.
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

            if cache.IsNear then
                while first < last do
                    let finish = NativePtr.get ends first
                    let key = NativePtr.toByRef pending.Start
                    PreTokenKeys.make text start (finish - start) &key
                    cursor <- NativePtr.add cursor (encodeOne text &key cursor)
                    start <- finish
                    first <- first + 1

            while first < last do
                let size = min PreTokenKeys.batch (last - first)

                for index in 0 .. size - 1 do
                    let finish = NativePtr.get ends (first + index)
                    let key = NativePtr.toByRef (NativePtr.add pending.Start index)
                    PreTokenKeys.make text start (finish - start) &key
                    start <- finish
                    cache.Prefetch key.Hash

                for index in 0 .. size - 1 do
                    let key = NativePtr.toByRef (NativePtr.add pending.Start index)
                    cursor <- NativePtr.add cursor (encodeOne text &key cursor)

                first <- first + size

            if special < segments.Specials.Count then
                NativePtr.write cursor specialIds[segments.Specials[special].Token]
                cursor <- NativePtr.add cursor 1
                start <- NativePtr.get ends last
                first <- last + 1

        int ((NativePtr.toNativeInt cursor - NativePtr.toNativeInt output) / 4n)
