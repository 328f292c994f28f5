namespace Cs336.Tokenizer

open System.Runtime.CompilerServices

/// Sets of two bytes side by side: 65,536 bits.
module internal BytePairs =

    /// How many pairs of bytes there are.
    [<Literal>]
    let Count = 65536

    /// The number of a pair.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let index (before: byte) (after: byte) : int = (int before <<< 8) ||| int after

    /// The pairs that some token holds.
    let ofTokens (tokens: seq<byte[]>) : uint64[] =
        let pairs = Array.zeroCreate<uint64>(Count / 64)

        for token in tokens do
            for place in 1 .. token.Length - 1 do
                let pair = index token[place - 1] token[place]
                pairs[pair >>> 6] <- pairs[pair >>> 6] ||| (1UL <<< (pair &&& 63))

        pairs

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let contains (pairs: uint64[]) (before: byte) (after: byte) : bool =
        let pair = index before after
        ((pairs[pair >>> 6] >>> (pair &&& 63)) &&& 1UL) <> 0UL
