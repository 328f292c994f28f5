namespace Cs336.Tokenizer

#nowarn "9" // Entries are reached through pointers.

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// A pre-token and its ids: half a cache line, free where `High` is 0.
[<Struct>]
type internal CachedIds = {
    mutable Low: uint64
    mutable High: uint64
    /// Up to three ids. Where there are more, the first is the place of all of them among those that are kept apart; while they are
    /// `Unknown`, it is the pre-token's number among the new ones of its batch.
    mutable First: int
    mutable Second: int
    mutable Third: int
    /// How many ids there are, or `Unknown`.
    mutable Count: int
}

/// The lines of a cache; valid until it makes room.
[<Struct>]
type internal CacheLines = {
    Start: nativeptr<CachedIds>
    Mask: int
} with

    /// The first of the two entries of the line that belongs to a hash.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.LineOf(hash: uint32) : nativeptr<CachedIds> =
        NativePtr.add this.Start (2 * (int hash &&& this.Mask))

    /// Asks the memory for that line, so that it is near when it is looked at.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member Prefetch(line: nativeptr<CachedIds>) : unit =
        if Sse.IsSupported then
            Sse.Prefetch0(NativePtr.toVoidPtr line)

    /// The entry of a key in its line, or null. Which half it is in cannot be predicted, and a wrong guess costs more than looking at both.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member Find(line: nativeptr<CachedIds>, key: Vector128<byte>) : nativeptr<CachedIds> =
        let address = NativePtr.toNativeInt line

        let same =
            Vector128.Equals(Vector128.Load(NativePtr.ofNativeInt<byte> address), key)

        let other =
            Vector128.Equals(Vector128.Load(NativePtr.ofNativeInt<byte>(address + 32n)), key)
        // 1 where all 16 bytes are the same, else 0.
        let isFirst = (same.ExtractMostSignificantBits() + 1u) >>> 16
        let isSecond = (other.ExtractMostSignificantBits() + 1u) >>> 16

        if (isFirst ||| isSecond) <> 0u then
            NativePtr.ofNativeInt (address + nativeint (isSecond <<< 5))
        else
            NativePtr.nullPtr

    /// The three ids of an entry and their number.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member IdsOf(entry: nativeptr<CachedIds>) : Vector128<int> =
        Vector128.Load(NativePtr.ofNativeInt<int>(NativePtr.toNativeInt entry + 16n))

module internal PreTokenCache =

    /// Lines at first: 256 KB.
    [<Literal>]
    let Fewest = 4096

    /// Lines after growing: 4 MB.
    [<Literal>]
    let Most = 65536

    /// Ids that are kept apart: 512 KB.
    [<Literal>]
    let Kept = 131072

    /// Ids that an entry has room for.
    [<Literal>]
    let InEntry = 3

    /// A count: the ids of an entry are not known yet.
    [<Literal>]
    let Unknown = 0

/// Pre-tokens that were encoded before and their ids: text repeats itself. Each has one cache line where it may be, which holds two;
/// a third makes the older one of them be forgotten. So a look-up is one access to memory and no search, and the cache follows a text that
/// changes. Ids that are more than three are kept apart, in a ring where the oldest are overwritten.
///
/// It starts small and grows once, to 4 MB. With a table of any size, text as varied as the web's would have 13 % fewer misses, but each is
/// merged in less time than memory that was never touched takes to arrive. Belongs to one thread.
[<Sealed>]
type internal PreTokenCache() =
    let mutable buffer: NativeBuffer<CachedIds> =
        new NativeBuffer<CachedIds>(2L * int64 PreTokenCache.Fewest)

    let mutable lines = {
        Start = buffer.Start
        Mask = PreTokenCache.Fewest - 1
    }

    let mutable added = 0

    let more =
        new NativeBuffer<int>(int64 (PreTokenCache.Kept + ShortPreTokenMerging.Room))
    // Where the next ids go, as if the ring had no end.
    let mutable moreUsed = 0

    member _.Lines = lines

    /// A new entry, of `Unknown` ids, for a pre-token that is not in its line. The older one of the two there is forgotten.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.Add(line: nativeptr<CachedIds>, key: Vector128<byte>, number: int) : unit =
        NativePtr.set line 1 (NativePtr.read line)
        Vector128.Store(key, NativePtr.ofNativeInt (NativePtr.toNativeInt line))
        let entry = NativePtr.toByRef line
        entry.First <- number
        entry.Count <- PreTokenCache.Unknown
        added <- added + 1

    /// Puts the ids of a pre-token into its entry, if that was not forgotten meanwhile. `Room` ids are read, of which `count` say
    /// something.
    [<CompiledForSpeed>]
    member _.Fill(hash: uint32, key: Vector128<byte>, ids: nativeptr<int>, count: int) : unit =
        let entry = CacheLines.Find(lines.LineOf hash, key)

        if not (NativePtr.isNullPtr entry) then
            let entry = NativePtr.toByRef entry
            entry.Count <- count

            if count <= PreTokenCache.InEntry then
                entry.First <- NativePtr.get ids 0
                entry.Second <- NativePtr.get ids 1
                entry.Third <- NativePtr.get ids 2
            else
                ShortPreTokenMerging.copyIds ids (NativePtr.add more.Start (moreUsed &&& (PreTokenCache.Kept - 1)))
                entry.First <- moreUsed
                moreUsed <- moreUsed + count

    /// Whether the ids that are kept apart from `first` on are still there.
    member _.Keeps(first: int) : bool =
        moreUsed - first <= PreTokenCache.Kept - ShortPreTokenMerging.Room

    /// Where they are.
    member _.More(first: int) : nativeptr<int> =
        NativePtr.add more.Start (first &&& (PreTokenCache.Kept - 1))

    /// To be called now and then, when nobody holds an entry: grows when it is time to, or forgets everything before places in the ring
    /// are too large for a number.
    [<CompiledForSpeed>]
    member _.MakeRoom() : unit =
        if lines.Mask < PreTokenCache.Most - 1 && added > PreTokenCache.Fewest then
            use old = buffer
            buffer <- new NativeBuffer<CachedIds>(2L * int64 PreTokenCache.Most)

            lines <- {
                Start = buffer.Start
                Mask = PreTokenCache.Most - 1
            }

            // The older ones first.
            for index in [ 1; 0 ] do
                for line in 0 .. PreTokenCache.Fewest - 1 do
                    let entry = NativePtr.toByRef (NativePtr.add old.Start (2 * line + index))

                    if entry.High <> 0UL then
                        let line = lines.LineOf(PreTokenKeys.hashOf entry.Low entry.High)
                        NativePtr.set line 1 (NativePtr.read line)
                        NativePtr.write line entry
        elif moreUsed > Int32.MaxValue / 2 then
            NativeMemory.Clear(NativePtr.toVoidPtr buffer.Start, unativeint buffer.Length * unativeint sizeof<CachedIds>)
            moreUsed <- 0

    interface IDisposable with
        member _.Dispose() =
            (buffer :> IDisposable).Dispose()
            (more :> IDisposable).Dispose()
