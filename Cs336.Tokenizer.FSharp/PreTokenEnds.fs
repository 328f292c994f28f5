namespace Cs336.Tokenizer

#nowarn "9" // Reads blocks of 64 bytes through pointers.
#nowarn "3535" // An interface with static members chooses the instructions; the compiler specializes the loop for each.

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Which instructions find the ends of pre-tokens. What they find is the same.
type internal BlockWidth =
    /// The definition, character by character.
    | Scalar = 0
    /// Two 256-bit halves: AVX2, or whatever the machine makes of it.
    | Vector256 = 1
    /// 512 bits: AVX-512BW.
    | Vector512 = 2

/// Sorts the 64 bytes of a block into classes: bit i of a mask tells of byte i.
type internal IBlockClasses =
    static abstract Letters: block: nativeptr<byte> -> uint64
    static abstract Numbers: block: nativeptr<byte> -> uint64
    static abstract Blanks: block: nativeptr<byte> -> uint64
    /// U+0009 to U+000D.
    static abstract Controls: block: nativeptr<byte> -> uint64
    static abstract Apostrophes: block: nativeptr<byte> -> uint64
    static abstract NonAscii: block: nativeptr<byte> -> uint64

/// One comparison of unsigned bytes gives 64 bits at once.
[<Struct>]
type internal Block512 =

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member private Within(bytes: Vector512<byte>, first: byte, count: byte) : uint64 =
        Vector512.LessThan(bytes - Vector512.Create first, Vector512.Create count).ExtractMostSignificantBits()

    interface IBlockClasses with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Letters block =
            // Bit 0x20 is all that tells an ASCII letter from its capital.
            Block512.Within(Vector512.Load block ||| Vector512.Create 0x20uy, 'a'B, 26uy)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Numbers block =
            Block512.Within(Vector512.Load block, '0'B, 10uy)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Blanks block =
            Vector512.Equals(Vector512.Load block, Vector512.Create ' 'B).ExtractMostSignificantBits()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Controls block =
            Block512.Within(Vector512.Load block, 0x09uy, 5uy)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Apostrophes block =
            Vector512.Equals(Vector512.Load block, Vector512.Create '\''B).ExtractMostSignificantBits()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member NonAscii block =
            (Vector512.Load block).ExtractMostSignificantBits()

/// Two comparisons and two masks of 32 bits each.
[<Struct>]
type internal Block256 =

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member private Join(low: Vector256<byte>, high: Vector256<byte>) : uint64 =
        uint64 (low.ExtractMostSignificantBits())
        ||| (uint64 (high.ExtractMostSignificantBits()) <<< 32)

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member private Within(low: Vector256<byte>, high: Vector256<byte>, first: byte, count: byte) : uint64 =
        let first, last = Vector256.Create first, Vector256.Create(count - 1uy)
        // AVX2 compares bytes as signed numbers only; the smaller of two tells unsigned ones apart.
        let low, high = low - first, high - first
        Block256.Join(Vector256.Equals(Vector256.Min(low, last), low), Vector256.Equals(Vector256.Min(high, last), high))

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    static member private EqualTo(block: nativeptr<byte>, value: byte) : uint64 =
        let value = Vector256.Create value
        Block256.Join(Vector256.Equals(Vector256.Load block, value), Vector256.Equals(Vector256.Load(NativePtr.add block 32), value))

    interface IBlockClasses with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Letters block =
            let toLower = Vector256.Create 0x20uy
            Block256.Within(Vector256.Load block ||| toLower, Vector256.Load(NativePtr.add block 32) ||| toLower, 'a'B, 26uy)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Numbers block =
            Block256.Within(Vector256.Load block, Vector256.Load(NativePtr.add block 32), '0'B, 10uy)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Blanks block = Block256.EqualTo(block, ' 'B)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Controls block =
            Block256.Within(Vector256.Load block, Vector256.Load(NativePtr.add block 32), 0x09uy, 5uy)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Apostrophes block = Block256.EqualTo(block, '\''B)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member NonAscii block =
            Block256.Join(Vector256.Load block, Vector256.Load(NativePtr.add block 32))

/// Where the pre-tokens of a piece end: what `PreTokenization.nextEnd` says again and again, found 64 bytes at a time.
module internal PreTokenEnds =

    /// Bytes that may be read after a piece, whatever they are: the last block reaches over its end.
    let padding = 64

    /// Room that must be left after the last end: ends are written four at a time.
    let slack = 4

    let best: BlockWidth =
        if Vector512.IsHardwareAccelerated then
            BlockWidth.Vector512
        elif Vector256.IsHardwareAccelerated then
            BlockWidth.Vector256
        else
            BlockWidth.Scalar

    /// Appends the ends of the pre-tokens from `position` on, until one lies at `target` or beyond.
    let private define (text: nativeptr<byte>) (position: int) (target: int) (finish: int) (ends: nativeptr<int>) (count: int) : int =
        let piece = ReadOnlySpan<byte>(NativePtr.toVoidPtr text, finish)
        let mutable position = position
        let mutable count = count

        while position < target do
            position <- PreTokenization.nextEnd piece position
            NativePtr.set ends count position
            count <- count + 1

        count

    /// The length of the contraction that starts at the apostrophe `index`, or 0.
    let private contraction (text: nativeptr<byte>) (index: int) (finish: int) : int =
        if index + 1 >= finish then
            0
        else
            match NativePtr.get text (index + 1) with
            | 's'B
            | 'd'B
            | 'm'B
            | 't'B -> 2
            | first when index + 2 < finish ->
                match first, NativePtr.get text (index + 2) with
                | 'l'B, 'l'B
                | 'v'B, 'e'B
                | 'r'B, 'e'B -> 3
                | _ -> 0
            | _ -> 0

    /// Whether the character at `index`, after a white one at the end of a block, is white too.
    let private isWhiteAt (text: nativeptr<byte>) (index: int) (finish: int) : bool =
        (CharacterClasses.at (ReadOnlySpan<byte>(NativePtr.toVoidPtr text, finish)) index).Class = CharacterClass.WhiteSpace

    /// A pre-token starts where the class changes, except after a blank, which it takes along, and at the first and the last character
    /// of white space that something follows. With a bit per byte, "the byte before" is a shift by one, and 64 bytes are decided in
    /// some twenty instructions. What bits cannot say is rare: contractions are corrected one apostrophe at a time, characters
    /// of several bytes are decoded one at a time, and a block with white space of several bytes is left to the definition.
    ///
    /// Like every loop that a whole corpus runs through, it is compiled once and for speed: a short command is done before the runtime's
    /// tiers would get there.
    [<CompiledForSpeed>]
    let private scan<'Block when 'Block: struct and 'Block :> IBlockClasses>
        (text: nativeptr<byte>)
        (start: int)
        (finish: int)
        (ends: nativeptr<int>)
        (first: int)
        : int =
        let mutable count = first
        let mutable offset = start
        // Bit 0: the last byte of the block before was of this class. `fresh`: there is no block before, and byte 0 starts a pre-token.
        let mutable letterBefore = 0UL
        let mutable numberBefore = 0UL
        let mutable otherBefore = 0UL
        let mutable whiteBefore = 0UL
        let mutable blankBefore = 0UL
        let mutable fresh = 1UL
        // What a contraction at the end of a block says about the first bytes of the next.
        let mutable added = 0UL
        let mutable removed = 0UL
        // Bytes of a character that began in the block before.
        let mutable spill = 0
        let mutable spillClass = CharacterClass.Other

        while offset < finish do
            let block = NativePtr.add text offset
            let remaining = finish - offset

            let valid =
                if remaining >= 64 then
                    UInt64.MaxValue
                else
                    (1UL <<< remaining) - 1UL

            let blanks = 'Block.Blanks block
            let white = blanks ||| 'Block.Controls block
            let mutable letters = 'Block.Letters block
            let mutable numbers = 'Block.Numbers block
            let nonAscii = 'Block.NonAscii block &&& valid
            let mutable isPlain = true

            if nonAscii <> 0UL then
                let spilled = (1UL <<< spill) - 1UL

                if spillClass = CharacterClass.Letter then
                    letters <- letters ||| spilled
                elif spillClass = CharacterClass.Number then
                    numbers <- numbers ||| spilled

                let mutable rest = nonAscii &&& ~~~spilled
                spill <- 0

                while rest <> 0UL do
                    let index = BitOperations.TrailingZeroCount rest

                    let character =
                        CharacterClasses.at (ReadOnlySpan<byte>(NativePtr.toVoidPtr (NativePtr.add block index), remaining - index)) 0

                    let bits = ((1UL <<< character.Length) - 1UL) <<< index

                    match character.Class with
                    | CharacterClass.Letter -> letters <- letters ||| bits
                    | CharacterClass.Number -> numbers <- numbers ||| bits
                    | CharacterClass.WhiteSpace -> isPlain <- false
                    | _ -> ()

                    rest <- rest &&& ~~~bits

                    if index + character.Length > 64 then
                        spill <- index + character.Length - 64
                        spillClass <- character.Class

            if isPlain then
                let others = ~~~(letters ||| numbers ||| white)

                let whiteAfter =
                    if remaining > 64 then
                        let next = NativePtr.get block 64

                        let isWhite =
                            next = ' 'B
                            || next - 0x09uy < 5uy
                            || (next >= 0x80uy && int64 white < 0L && isWhiteAt text (offset + 64) finish)

                        (white >>> 1) ||| ((if isWhite then 1UL else 0UL) <<< 63)
                    else
                        // The end of the piece counts as more white space: `\s+(?!\S)` takes the whole run.
                        (white >>> 1) ||| (1UL <<< (remaining - 1))

                let afterBlank = (blanks <<< 1) ||| blankBefore

                let changes =
                    (letters &&& ~~~((letters <<< 1) ||| letterBefore))
                    ||| (numbers &&& ~~~((numbers <<< 1) ||| numberBefore))
                    ||| (others &&& ~~~((others <<< 1) ||| otherBefore))

                let mutable starts =
                    (changes &&& ~~~afterBlank)
                    ||| (white &&& (~~~((white <<< 1) ||| whiteBefore) ||| ~~~whiteAfter))

                starts <- (starts &&& ~~~removed) ||| added
                removed <- 0UL
                added <- 0UL
                let mutable apostrophes = 'Block.Apostrophes block &&& starts

                while apostrophes <> 0UL do
                    let index = BitOperations.TrailingZeroCount apostrophes
                    apostrophes <- apostrophes &&& (apostrophes - 1UL)
                    let length = contraction text (offset + index) finish

                    if length > 0 then
                        if index + 1 < 64 then
                            starts <- starts &&& ~~~(1UL <<< (index + 1))
                        else
                            removed <- 1UL

                        if index + length < 64 then
                            starts <- starts ||| (1UL <<< (index + length))
                        else
                            added <- added ||| (1UL <<< (index + length - 64))

                starts <- starts &&& valid &&& ~~~fresh
                fresh <- 0UL
                letterBefore <- letters >>> 63
                numberBefore <- numbers >>> 63
                otherBefore <- others >>> 63
                whiteBefore <- white >>> 63
                blankBefore <- blanks >>> 63
                let mutable cursor = NativePtr.add ends count
                count <- count + BitOperations.PopCount starts

                // In fours, whether or not so many are left: what is written too much is overwritten next, and a loop that runs
                // a quarter of the times is predicted better. A start is the end of the pre-token before.
                while starts <> 0UL do
                    NativePtr.set cursor 0 (offset + BitOperations.TrailingZeroCount starts)
                    starts <- starts &&& (starts - 1UL)
                    NativePtr.set cursor 1 (offset + BitOperations.TrailingZeroCount starts)
                    starts <- starts &&& (starts - 1UL)
                    NativePtr.set cursor 2 (offset + BitOperations.TrailingZeroCount starts)
                    starts <- starts &&& (starts - 1UL)
                    NativePtr.set cursor 3 (offset + BitOperations.TrailingZeroCount starts)
                    starts <- starts &&& (starts - 1UL)
                    cursor <- NativePtr.add cursor 4

                offset <- offset + 64
            else
                let from =
                    if count > first then
                        NativePtr.get ends (count - 1)
                    else
                        start

                count <- define text from (min finish (offset + 64)) finish ends count
                offset <- NativePtr.get ends (count - 1)
                // The pattern never looks back: where a pre-token starts, the scan may start anew.
                letterBefore <- 0UL
                numberBefore <- 0UL
                otherBefore <- 0UL
                whiteBefore <- 0UL
                blankBefore <- 0UL
                fresh <- 1UL
                added <- 0UL
                removed <- 0UL
                spill <- 0

        if count = first || NativePtr.get ends (count - 1) < finish then
            NativePtr.set ends count finish
            count + 1
        else
            count

    /// Appends the ends of the pre-tokens of the piece `text[start .. finish - 1]`, not empty, to the `count` ends there are, and
    /// returns how many there are then. `padding` bytes after the piece must be readable, and `ends` have room for `slack` more.
    let append (width: BlockWidth) (text: nativeptr<byte>) (start: int) (finish: int) (ends: nativeptr<int>) (count: int) : int =
        match width with
        | BlockWidth.Vector512 -> scan<Block512> text start finish ends count
        | BlockWidth.Vector256 -> scan<Block256> text start finish ends count
        | _ -> define text start finish finish ends count
