namespace Cs336.Tokenizer

#nowarn "9" // Tokens are read and written through pointers.
#nowarn "3535" // An interface with static members chooses the width; the compiler specializes training for each.

open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// How the tokens of a word are stored: narrow where the vocabulary allows it, because then more of a word fits into a cache line.
type internal ITokenWidth =
    /// Bytes of a token.
    static abstract Bytes: int
    static abstract Get: tokens: nativeptr<byte> * index: int -> TokenId
    static abstract Set: tokens: nativeptr<byte> * index: int * token: TokenId -> unit

    /// Some position at or after `start` at which `left, right` may stand for the first time: a bit per position, up to 32 from `start`
    /// on. What lies beyond a word may look like the pair.
    static abstract Matches: tokens: nativeptr<byte> * start: int * left: TokenId * right: TokenId -> uint32

    /// Positions that `Matches` looks at.
    static abstract Lanes: int

    /// Tokens in the 16 bytes that words are counted in.
    static abstract PerUnit: int

    /// The positions in a word's first unit at which `left, right` may stand: a bit each. What lies beyond a word may look like the pair.
    static abstract MatchesInUnit: tokens: nativeptr<byte> * left: TokenId * right: TokenId -> uint32

    /// Replaces two tokens in a word's first unit by one; what follows them there moves up. Nothing outside the unit is touched.
    static abstract JoinInUnit: tokens: nativeptr<byte> * position: int * merged: TokenId -> unit

/// Vocabularies of up to 65,536 tokens.
[<Struct>]
type internal NarrowTokens =
    /// Each token of a unit in the place of the one before it.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member private MovedUp(unit: Vector128<uint16>) : Vector128<uint16> =
        Vector128.Shuffle(unit, Vector128.Create(1us, 2us, 3us, 4us, 5us, 6us, 7us, 8us))

    interface ITokenWidth with
        static member Bytes = 2

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Get(tokens, index) =
            int (NativePtr.get (NativePtr.ofNativeInt<uint16>(NativePtr.toNativeInt tokens)) index)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Set(tokens, index, token) =
            NativePtr.set (NativePtr.ofNativeInt<uint16>(NativePtr.toNativeInt tokens)) index (uint16 token)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Matches(tokens, start, left, right) =
            let first: nativeptr<uint16> =
                NativePtr.ofNativeInt (NativePtr.toNativeInt tokens + 2n * nativeint start)

            (Vector256.Equals(Vector256.Load first, Vector256.Create(uint16 left))
             &&& Vector256.Equals(Vector256.Load(NativePtr.add first 1), Vector256.Create(uint16 right)))
                .ExtractMostSignificantBits()

        static member Lanes = 16

        static member PerUnit = 8

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member MatchesInUnit(tokens, left, right) =
            let unit =
                Vector128.Load(NativePtr.ofNativeInt<uint16>(NativePtr.toNativeInt tokens))

            (Vector128.Equals(unit, Vector128.Create(uint16 left))
             &&& Vector128.Equals(NarrowTokens.MovedUp unit, Vector128.Create(uint16 right)))
                .ExtractMostSignificantBits()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member JoinInUnit(tokens, position, merged) =
            let start = NativePtr.ofNativeInt<uint16>(NativePtr.toNativeInt tokens)
            let unit = Vector128.Load start
            let lanes = Vector128<uint16>.Indices
            let place = Vector128.Create(uint16 position)

            let moved =
                Vector128.ConditionalSelect(Vector128.GreaterThan(lanes, place), NarrowTokens.MovedUp unit, unit)

            Vector128.Store(Vector128.ConditionalSelect(Vector128.Equals(lanes, place), Vector128.Create(uint16 merged), moved), start)

/// Any vocabulary.
[<Struct>]
type internal WideTokens =
    /// Each token of a unit in the place of the one before it.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member private MovedUp(unit: Vector128<int>) : Vector128<int> =
        Vector128.Shuffle(unit, Vector128.Create(1, 2, 3, 4))

    interface ITokenWidth with
        static member Bytes = 4

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Get(tokens, index) =
            NativePtr.get (NativePtr.ofNativeInt<int>(NativePtr.toNativeInt tokens)) index

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Set(tokens, index, token) =
            NativePtr.set (NativePtr.ofNativeInt<int>(NativePtr.toNativeInt tokens)) index token

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Matches(tokens, start, left, right) =
            let first: nativeptr<int> =
                NativePtr.ofNativeInt (NativePtr.toNativeInt tokens + 4n * nativeint start)

            (Vector256.Equals(Vector256.Load first, Vector256.Create left)
             &&& Vector256.Equals(Vector256.Load(NativePtr.add first 1), Vector256.Create right))
                .ExtractMostSignificantBits()

        static member Lanes = 8

        static member PerUnit = 4

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member MatchesInUnit(tokens, left, right) =
            let unit = Vector128.Load(NativePtr.ofNativeInt<int>(NativePtr.toNativeInt tokens))

            (Vector128.Equals(unit, Vector128.Create left)
             &&& Vector128.Equals(WideTokens.MovedUp unit, Vector128.Create right))
                .ExtractMostSignificantBits()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member JoinInUnit(tokens, position, merged) =
            let start = NativePtr.ofNativeInt<int>(NativePtr.toNativeInt tokens)
            let unit = Vector128.Load start
            let lanes = Vector128<int>.Indices
            let place = Vector128.Create position

            let moved =
                Vector128.ConditionalSelect(Vector128.GreaterThan(lanes, place), WideTokens.MovedUp unit, unit)

            Vector128.Store(Vector128.ConditionalSelect(Vector128.Equals(lanes, place), Vector128.Create merged, moved), start)
