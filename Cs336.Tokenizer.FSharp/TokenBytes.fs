namespace Cs336.Tokenizer

open System
open System.Buffers.Binary

/// The bytes of the tokens that a training knows so far, in the order of their numbers: 0 to 255 the bytes, then the merged tokens.
[<Sealed>]
type internal TokenBytes() =
    let bytes = ResizeArray<byte[]>(Array.init 256 (fun value -> [| byte value |]))
    // The first eight bytes as one number, which nearly always decides.
    let prefixes = ResizeArray<uint64>(Seq.init 256 (fun value -> uint64 value <<< 56))

    static let prefixOf (token: byte[]) =
        let padded = Array.zeroCreate<byte> 8
        Array.blit token 0 padded 0 (min 8 token.Length)
        BinaryPrimitives.ReadUInt64BigEndian(ReadOnlySpan padded)

    member _.Count = bytes.Count

    member _.ToArray() = bytes.ToArray()

    /// Adds the token that joins two earlier ones and returns its number.
    member _.AddJoined(left: TokenId, right: TokenId) : TokenId =
        let joined = Array.append bytes[left] bytes[right]
        bytes.Add joined
        prefixes.Add(prefixOf joined)
        bytes.Count - 1

    /// Lexicographic order of unsigned bytes.
    member _.Compare(first: TokenId, second: TokenId) : int =
        if first = second then
            0
        elif prefixes[first] <> prefixes[second] then
            compare prefixes[first] prefixes[second]
        else
            Bytes.compare bytes[first] bytes[second]
