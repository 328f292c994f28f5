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
    /// Up to three ids; where there are more, the first is the place of all of them among those that are kept apart.
    mutable First: int
    mutable Second: int
    mutable Third: int
    mutable Count: int
}

/// Pre-tokens that were encoded before and their ids: text repeats itself. A hash table with open addressing that starts small and
/// is emptied when it has grown to its limit, so that its memory is bounded and it follows a text that changes. The limit, 8 MB, is about what a
/// processor's cache holds: text as varied as the web's has 17 % more misses with it than with a table of any size, but each is
/// merged in less time than memory that was never touched takes to arrive. Belongs to one thread.
[<Sealed>]
type internal PreTokenCache() =
    static let smallest = 1 <<< 14
    static let largest = 1 <<< 18

    let mutable slots: NativeBuffer<CachedIds> =
        new NativeBuffer<CachedIds>(int64 smallest)

    let mutable mask = smallest - 1
    let mutable used = 0
    let mutable more: NativeBuffer<int> = new NativeBuffer<int>(1L <<< 12)
    let mutable moreUsed = 0

    let clear () =
        NativeMemory.Clear(NativePtr.toVoidPtr slots.Start, unativeint slots.Length * unativeint sizeof<CachedIds>)
        used <- 0
        moreUsed <- 0

    let isUsed index =
        let entry = NativePtr.toByRef (NativePtr.add slots.Start index)
        entry.High <> 0UL

    let freeSlot (low: uint64) (high: uint64) : nativeptr<CachedIds> =
        let mutable index = int (PreTokenKeys.hashOf low high) &&& mask

        while isUsed index do
            index <- (index + 1) &&& mask

        NativePtr.add slots.Start index

    let grow () =
        use old = slots
        slots <- new NativeBuffer<CachedIds>(old.Length * (if mask < (1 <<< 16) then 8L else 2L))
        mask <- int slots.Length - 1

        for index in 0 .. int old.Length - 1 do
            let entry = NativePtr.toByRef (NativePtr.add old.Start index)

            if entry.High <> 0UL then
                NativePtr.write (freeSlot entry.Low entry.High) entry

    /// Whether all of it is likely to be in the processor's cache.
    member _.IsNear = mask < (1 <<< 15)

    /// Where a key with this hash is looked for first.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member _.SlotOf(hash: uint32) : nativeptr<CachedIds> =
        NativePtr.add slots.Start (int hash &&& mask)

    /// Asks the memory for that place, so that it is near when it is looked at.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Prefetch(hash: uint32) : unit =
        if Sse.IsSupported then
            Sse.Prefetch0(NativePtr.toVoidPtr (this.SlotOf hash))

    /// The entry of a key, or null.
    member _.Find(low: uint64, high: uint64, hash: uint32) : nativeptr<CachedIds> =
        let mutable index = int hash &&& mask
        let mutable found = NativePtr.ofNativeInt<CachedIds> 0n
        let mutable isOpen = true

        while isOpen do
            let slot = NativePtr.add slots.Start index
            let entry = NativePtr.toByRef slot

            if entry.Low = low && entry.High = high then
                found <- slot
                isOpen <- false
            elif entry.High = 0UL then
                isOpen <- false
            else
                index <- (index + 1) &&& mask

        found

    /// Writes the ids of an entry and returns how many they are. Up to three are written as four, because that is one store.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Write(entry: nativeptr<CachedIds>, output: nativeptr<int>) : int =
        let cached = NativePtr.toByRef entry
        let count = cached.Count

        if count <= 3 then
            let ids: nativeptr<int> = NativePtr.ofNativeInt (NativePtr.toNativeInt entry + 16n)
            Vector128.Store(Vector128.Load ids, output)
            count
        else
            this.WriteMore(entry, output)

    member private _.WriteMore(entry: nativeptr<CachedIds>, output: nativeptr<int>) : int =
        let entry = NativePtr.toByRef entry
        let size = 4L * int64 entry.Count
        Buffer.MemoryCopy(NativePtr.toVoidPtr (NativePtr.add more.Start entry.First), NativePtr.toVoidPtr output, size, size)
        entry.Count

    /// Remembers the ids of a key that is not there yet.
    member _.Add(low: uint64, high: uint64, ids: nativeptr<int>, count: int) : unit =
        if 8 * used >= 5 * (mask + 1) then
            if mask + 1 < largest then grow () else clear ()

        let slot = freeSlot low high
        let entry = NativePtr.toByRef slot
        used <- used + 1
        entry.Low <- low
        entry.High <- high
        entry.Count <- count

        if count <= 3 then
            entry.First <- NativePtr.get ids 0
            entry.Second <- if count > 1 then NativePtr.get ids 1 else 0
            entry.Third <- if count > 2 then NativePtr.get ids 2 else 0
        else
            if int64 (moreUsed + count) > more.Length then
                more <- more.Grown(2L * more.Length)

            let size = 4L * int64 count
            Buffer.MemoryCopy(NativePtr.toVoidPtr ids, NativePtr.toVoidPtr (NativePtr.add more.Start moreUsed), size, size)
            entry.First <- moreUsed
            moreUsed <- moreUsed + count
