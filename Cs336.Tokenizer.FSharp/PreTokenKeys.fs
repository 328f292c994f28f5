namespace Cs336.Tokenizer

#nowarn "9" // Keys are loaded through pointers.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// A pre-token on its way into a hash table. Short ones are their own key: up to 15 bytes, padded with zeros, and the length in the
/// 16th, so that one comparison of 16 bytes tells them apart and nothing else has to be looked at.
[<Struct>]
type internal PreTokenKey = {
    mutable Low: uint64
    mutable High: uint64
    mutable Start: int
    mutable Length: int
    mutable Hash: uint32
}

module internal PreTokenKeys =

    /// Bytes that fit into a key.
    [<Literal>]
    let longestShort = 15

    /// The top byte of the second half of a long pre-token's key, which no length of a short one reaches.
    let longMark = 0xFF00_0000_0000_0000UL

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let private firstBytes (length: int) : Vector128<byte> =
        let indices =
            Vector128.Create(0y, 1y, 2y, 3y, 4y, 5y, 6y, 7y, 8y, 9y, 10y, 11y, 12y, 13y, 14y, 15y)

        Vector128.GreaterThan(Vector128.Create(sbyte length), indices).AsByte()

    /// The hash of a short pre-token's key. CRC-32C is one instruction for eight bytes, and spreads the few bits in which words differ
    /// over all of its own.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let hashOf (low: uint64) (high: uint64) : uint32 =
        BitOperations.Crc32C(BitOperations.Crc32C(0u, low), high)

    let private hashLong (bytes: ReadOnlySpan<byte>) : uint32 =
        let mutable hash = uint32 bytes.Length
        let mutable rest = bytes

        while rest.Length >= 8 do
            hash <- BitOperations.Crc32C(hash, BitConverter.ToUInt64 rest)
            rest <- rest.Slice 8

        for value in rest do
            hash <- BitOperations.Crc32C(hash, value)

        hash

    /// What tells the short pre-token of `length` bytes at `text` from others; 16 bytes there must be readable.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let ofShort (text: nativeptr<byte>) (length: int) : Vector128<byte> =
        (Vector128.Load text &&& firstBytes length).WithElement(15, byte length)

    /// What no short one has: for those that are not looked up.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let noShort () = Vector128.Create 0xFFuy

    /// The hash of a short one.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let hashOfShort (bytes: Vector128<byte>) : uint32 =
        hashOf (bytes.AsUInt64().ToScalar()) (bytes.AsUInt64().GetElement 1)

    /// The key of the `length` bytes at `start`; 16 bytes there must be readable. A long pre-token's key is not unique: its two halves
    /// are a hash with the length, and the mark.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let make (text: nativeptr<byte>) (start: int) (length: int) (key: byref<PreTokenKey>) : unit =
        key.Start <- start
        key.Length <- length
        let first = NativePtr.add text start

        if length <= longestShort then
            let bytes = (ofShort first length).AsUInt64()
            let low = bytes.ToScalar()
            let high = bytes.GetElement 1
            key.Low <- low
            key.High <- high
            key.Hash <- hashOf low high
        else
            let hash = hashLong (ReadOnlySpan<byte>(NativePtr.toVoidPtr first, length))
            key.Low <- (uint64 length <<< 32) ||| uint64 hash
            key.High <- longMark
            key.Hash <- hash

    /// The hash of the `length` bytes at `text`; 16 bytes there must be readable.
    let hash (text: nativeptr<byte>) (length: int) : uint32 =
        let mutable key = Unchecked.defaultof<PreTokenKey>
        make text 0 length &key
        key.Hash
