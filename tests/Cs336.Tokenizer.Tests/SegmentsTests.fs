[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)")>]
module Cs336.Tokenizer.Tests.SegmentsTests

#nowarn "9"

open System
open FSharp.NativeInterop
open Xunit
open FsCheck.Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators

let private create (texts: string list) : SpecialTokens =
    SpecialTokens.create texts |> Fault.orThrow

let private specials = create specialTokens

let private cut (isWhole: bool) (bytes: byte[]) : SettledSegments =
    Segments.cut specials isWhole (ReadOnlySpan bytes)

[<Property(MaxTest = 300)>]
let ``what is settled in any beginning of a text stays, whatever follows`` (Blob bytes) =
    let whole = (cut true bytes).Segments

    Seq.forall
        (fun length ->
            let settled = (cut false (Array.truncate length bytes)).Segments
            settled = Array.truncate settled.Length whole)
        [ 0 .. bytes.Length ]

[<Property>]
let ``what is settled reaches its last segment's end`` (Blob bytes) =
    let settled = cut false bytes
    settled.Consumed = (settled.Segments |> Array.sumBy _.Length)

[<Property>]
let ``only a lookahead and one pre-token are left unsettled`` (Blob bytes) =
    let settled = cut false bytes
    let whole = cut true bytes
    let margin = specials.LongestLength + PreTokenization.lookahead

    whole.Segments
    |> Array.filter (fun segment -> segment.Start >= settled.Consumed)
    |> Array.forall (fun segment ->
        segment.Start = settled.Consumed
        || segment.Start + segment.Length > bytes.Length - margin)

[<Property>]
let ``windows do not depend on how the bytes were cut`` (Blob bytes) cuts =
    let settle (pending: PendingText) isWhole =
        let text = pending.Cut isWhole
        let segments = pending.Segments

        Segments.list segments
        |> Array.map (fun segment ->
            ReadOnlySpan<byte>(NativePtr.toVoidPtr (NativePtr.add text segment.Start), segment.Length).ToArray(), segment.Special)

    let joined chunks =
        use pending = new PendingText(specials)

        [
            for chunk: byte[] in chunks do
                pending.Append(ReadOnlySpan chunk)

                if pending.IsReady then
                    yield! settle pending false

            yield! settle pending true
        ]

    joined (cutAt cuts bytes) = joined [ bytes ]

[<Fact>]
let ``the longest special token wins among those that start together, the leftmost among all`` () =
    let specials = create [ "ab"; "abcd"; "bcde" ]

    let found (text: string) =
        SpecialTokens.tryFind specials (ReadOnlySpan(utf8 text)) 0

    Assert.Equal(ValueSome { Start = 1; Token = 1 }, found "xabcde")
    Assert.Equal(ValueSome { Start = 1; Token = 0 }, found "xabc")
    Assert.Equal(ValueSome { Start = 1; Token = 2 }, found "xbcde")
    Assert.Equal(ValueNone, found "xbcd")

[<Theory>]
[<InlineData("", "Special token 2 is empty: expected at least one character.")>]
[<InlineData("<a>", "The special token \"<a>\" is given twice: expected each one once.")>]
let ``an empty or repeated special token is a usage error`` (token: string) (message: string) =
    Assert.Equal(
        Error {
            Message = message
            IsUsageError = true
        },
        SpecialTokens.create [ "<a>"; token ] |> Result.map _.Texts
    )

[<Fact>]
let ``an ill-formed special token is a usage error`` () =
    let message =
        "Special token 2 is not well-formed UTF-16: it holds an unpaired surrogate."

    Assert.Equal(
        Error {
            Message = message
            IsUsageError = true
        },
        SpecialTokens.create [ "<a>"; ofUnits "D83D" ] |> Result.map _.Texts
    )

[<Fact>]
let ``windows double up to the longest one, beyond which a pre-token is an error`` () =
    let doubled =
        Segments.windowLength
        |> Seq.unfold (fun length ->
            if length < Segments.longestWindow then
                Some(Segments.longerWindow length, Segments.longerWindow length)
            else
                None)
        |> List.ofSeq

    Assert.Equal(Segments.longestWindow, List.last doubled)

    let fault =
        Assert.Throws<TokenizerException>(fun () -> Segments.longerWindow Segments.longestWindow |> ignore)

    Assert.Equal("The text cannot be cut: expected pre-tokens of fewer than 536870912 bytes, found a longer one.", fault.Message)
    Assert.False fault.IsUsageError
