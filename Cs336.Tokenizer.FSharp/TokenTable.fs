namespace Cs336.Tokenizer

#nowarn "9" // Token bytes are reached through pointers.

open System
open System.Collections.Generic
open System.Runtime.CompilerServices
open FSharp.NativeInterop

/// Where the bytes of a token lie among those of all. A gap between ids has length -1.
[<Struct>]
type internal TokenPlace = { First: int; Length: int }

/// The tokens whose ids are not far beyond the others: what a loop keeps in registers. Valid while its `TokenTable` lives.
[<Struct>]
type internal NearTokens = {
    Places: nativeptr<TokenPlace>
    Count: int
    Bytes: nativeptr<byte>
} with

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.BytesAt(place: TokenPlace) : nativeptr<byte> = NativePtr.add this.Bytes place.First

module internal TokenTable =

    /// Bytes that are copied at once: most tokens are not longer. So many may be read after each.
    [<Literal>]
    let AtOnce = 16

/// The bytes of the tokens by id, one after the other, in the form that decoding works with.
[<Sealed>]
type internal TokenTable
    private (bytes: NativeBuffer<byte>, places: NativeBuffer<TokenPlace>, far: IReadOnlyDictionary<TokenId, TokenPlace>) =

    static let nowhere = { First = 0; Length = -1 }

    /// The least array of places, whatever it wastes.
    static let leastNear = 1024

    member _.Near: NearTokens = {
        Places = places.Start
        Count = int places.Length
        Bytes = bytes.Start
    }

    /// Where a token lies; its length is -1 if there is no such token. `near` is `Near`.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Find(near: NearTokens, id: TokenId) : TokenPlace =
        if uint32 id < uint32 near.Count then
            NativePtr.get near.Places id
        else
            this.FindFar id

    member _.FindFar(id: TokenId) : TokenPlace =
        match far.TryGetValue id with
        | true, place -> place
        | false, _ -> nowhere

    /// The tokens in an array by id, as long as that wastes no more than half of it; ids far beyond the others go into a dictionary.
    static member Create(tokens: SortedDictionary<TokenId, byte[]>) : TokenTable =
        let size = tokens.Values |> Seq.sumBy (fun token -> int64 token.Length)
        let bytes = new NativeBuffer<byte>(size + int64 TokenTable.AtOnce)

        let ids = Array.ofSeq tokens.Keys
        let isNear = ids |> Array.mapi (fun index id -> id <= 2 * index + leastNear)

        let nearLength =
            match Array.LastIndexOf(isNear, true) with
            | -1 -> 0
            | last -> ids[last] + 1

        let places = new NativeBuffer<TokenPlace>(int64 nearLength)
        Span<TokenPlace>(NativePtr.toVoidPtr places.Start, nearLength).Fill nowhere
        let far = Dictionary<TokenId, TokenPlace>()
        let mutable first = 0

        for entry in tokens do
            let place = {
                First = first
                Length = entry.Value.Length
            }

            ReadOnlySpan(entry.Value).CopyTo(Span<byte>(NativePtr.toVoidPtr (NativePtr.add bytes.Start first), entry.Value.Length))
            first <- first + entry.Value.Length

            if entry.Key < nearLength then
                NativePtr.set places.Start entry.Key place
            else
                far.Add(entry.Key, place)

        TokenTable(bytes, places, far)
