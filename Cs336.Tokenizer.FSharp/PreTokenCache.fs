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

/// Pre-tokens that were encoded before and their ids: text repeats itself. A hash table with open addressing that starts small, grows once, and
/// is emptied when it is full, so that its memory is bounded and it follows a text that changes. The limit, 8 MB, is about what a
/// processor's cache holds: text as varied as the web's has 17 % more misses with it than with a table of any size, but each is
/// merged in less time than memory that was never touched takes to arrive; sizes between would only be touched to be left. Belongs to one thread.
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

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let isUsed index =
        let entry = NativePtr.toByRef (NativePtr.add slots.Start index)
        entry.High <> 0UL

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let holds index (low: uint64) (high: uint64) =
        let entry = NativePtr.toByRef (NativePtr.add slots.Start index)
        entry.Low = low && entry.High = high

    /// Where a key is looked for next: first in the other half of the same cache line, then in the lines that follow.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let next (first: int) (index: int) : int =
        if index = first then index ^^^ 1
        elif index = (first ^^^ 1) then ((first ||| 1) + 1) &&& mask
        else (index + 1) &&& mask

    let freeSlot (low: uint64) (high: uint64) : nativeptr<CachedIds> =
        let first = int (PreTokenKeys.hashOf low high) &&& mask
        let mutable index = first

        while isUsed index do
            index <- next first index

        NativePtr.add slots.Start index

    [<CompiledForSpeed>]
    let grow () =
        use old = slots
        slots <- new NativeBuffer<CachedIds>(int64 largest)
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

    /// The entry of a key if it is in the line in which it is looked for first, or null. Which half it is in cannot be predicted, and
    /// a wrong guess costs more than looking at both.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.FindNear(low: uint64, high: uint64, hash: uint32) : nativeint =
        let slot = NativePtr.toNativeInt (this.SlotOf hash)
        let other = slot ^^^ 32n
        let entry = NativePtr.toByRef (NativePtr.ofNativeInt<CachedIds> slot)
        let otherEntry = NativePtr.toByRef (NativePtr.ofNativeInt<CachedIds> other)
        let difference = (entry.Low ^^^ low) ||| (entry.High ^^^ high)
        let otherDifference = (otherEntry.Low ^^^ low) ||| (otherEntry.High ^^^ high)
        // 1 where there is a difference, else 0.
        let differs = (difference ||| (0UL - difference)) >>> 63
        let otherDiffers = (otherDifference ||| (0UL - otherDifference)) >>> 63

        if (differs &&& otherDiffers) = 0UL then
            slot ^^^ nativeint (differs <<< 5)
        else
            0n

    /// Asks the memory for that place, so that it is near when it is looked at.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Prefetch(hash: uint32) : unit =
        if Sse.IsSupported then
            Sse.Prefetch0(NativePtr.toVoidPtr (this.SlotOf hash))

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

    /// Makes sure that `more` keys fit in and no entry moves meanwhile: grows, or forgets everything.
    member _.MakeRoom(more: int) : unit =
        if 8 * (used + more) > 5 * (mask + 1) then
            if mask + 1 < largest then grow () else clear ()

    /// Whether a key that is not there yet can be added without room having been made for it.
    member _.HasRoom = 4 * used < 3 * (mask + 1)

    /// The entry of a key; where there is none, a new one that must be filled.
    [<CompiledForSpeed>]
    member _.FindOrAdd(low: uint64, high: uint64, hash: uint32, isNew: byref<bool>) : nativeptr<CachedIds> =
        let first = int hash &&& mask
        let mutable index = first

        while isUsed index && not (holds index low high) do
            index <- next first index

        isNew <- not (isUsed index)
        let slot = NativePtr.add slots.Start index

        if isNew then
            let entry = NativePtr.toByRef slot
            entry.Low <- low
            entry.High <- high
            used <- used + 1

        slot

    /// Puts the ids of its key into a new entry.
    [<CompiledForSpeed>]
    member _.Fill(slot: nativeptr<CachedIds>, ids: nativeptr<int>, count: int) : unit =
        let entry = NativePtr.toByRef slot
        entry.Count <- count

        if count <= 3 then
            entry.First <- NativePtr.get ids 0
            entry.Second <- if count > 1 then NativePtr.get ids 1 else 0
            entry.Third <- if count > 2 then NativePtr.get ids 2 else 0
        else
            if int64 (moreUsed + count) > more.Length then
                more <- more.Grown(8L * more.Length)

            let size = 4L * int64 count
            Buffer.MemoryCopy(NativePtr.toVoidPtr ids, NativePtr.toVoidPtr (NativePtr.add more.Start moreUsed), size, size)
            entry.First <- moreUsed
            moreUsed <- moreUsed + count
