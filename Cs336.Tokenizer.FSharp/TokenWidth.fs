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

/// Vocabularies of up to 65,536 tokens.
[<Struct>]
type internal NarrowTokens =
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

/// Any vocabulary.
[<Struct>]
type internal WideTokens =
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
