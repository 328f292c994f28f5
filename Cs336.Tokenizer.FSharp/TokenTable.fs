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
    member this.Has(id: TokenId) : bool = uint32 id < uint32 this.Count

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.BytesAt(place: TokenPlace) : nativeptr<byte> = NativePtr.add this.Bytes place.First

/// The bytes of the tokens by id, one after the other, in the form that decoding works with.
[<Sealed>]
type internal TokenTable
    private (bytes: NativeBuffer<byte>, places: NativeBuffer<TokenPlace>, far: IReadOnlyDictionary<TokenId, TokenPlace>) =

    static let nowhere = { First = 0; Length = -1 }

    /// Bytes that may be read after a token: short ones are copied 16 bytes at a time.
    static member Padding = 16

    member _.Near: NearTokens = {
        Places = places.Start
        Count = int places.Length
        Bytes = bytes.Start
    }

    /// Where a token lies; its length is -1 if there is no such token.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member this.Find(id: TokenId) : TokenPlace =
        if this.Near.Has id then
            NativePtr.get places.Start id
        else
            this.FindFar id

    member private _.FindFar(id: TokenId) : TokenPlace =
        match far.TryGetValue id with
        | true, place -> place
        | false, _ -> nowhere

    /// The tokens in an array by id, as long as that wastes no more than half of it; ids far beyond the others go into a dictionary.
    static member Create(tokens: SortedDictionary<TokenId, byte[]>) : TokenTable =
        let size = tokens.Values |> Seq.sumBy (fun token -> int64 token.Length)
        let bytes = new NativeBuffer<byte>(size + int64 TokenTable.Padding)

        let isNear =
            tokens.Keys |> Seq.mapi (fun index id -> id <= 2 * index + 1024) |> Array.ofSeq

        let near = Array.LastIndexOf(isNear, true) + 1

        let nearLength =
            tokens.Keys |> Seq.truncate near |> Seq.fold (fun _ last -> last + 1) 0

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
