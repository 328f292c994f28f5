namespace Cs336.Tokenizer

open System
open System.Buffers
open System.Collections.Generic

/// The special tokens of a tokenizer and a trie over their UTF-8 bytes.
/// `Children[node * 256 + byte]` is the next node; `Ends[node]` is the index of the token that ends there, or -1.
type internal SpecialTokens = {
    Texts: string[]
    Bytes: byte[][]
    FirstBytes: SearchValues<byte>
    Children: Dictionary<int64, int>
    Ends: int[]
    /// Bytes of the longest one; 0 when there is none.
    LongestLength: int
}

/// Where a special token stands in a text: the index of its first byte, and its own index among the special tokens.
[<Struct>]
type internal SpecialMatch = { Start: int; Token: int }

module internal SpecialTokens =

    let private edge (node: int) (value: byte) = int64 node * 256L + int64 value

    let private build (texts: string[]) : SpecialTokens =
        let bytes = texts |> Array.map Text.Encoding.UTF8.GetBytes
        let children = Dictionary<int64, int>()
        let ends = ResizeArray [ -1 ]

        let descend node value =
            match children.TryGetValue(edge node value) with
            | true, child -> child
            | false, _ ->
                let child = ends.Count
                children.Add(edge node value, child)
                ends.Add -1
                child

        bytes
        |> Array.iteri (fun token value -> ends[Array.fold descend 0 value] <- token)

        {
            Texts = texts
            Bytes = bytes
            FirstBytes = SearchValues.Create(ReadOnlySpan(bytes |> Array.map Array.head))
            Children = children
            Ends = ends.ToArray()
            LongestLength = bytes |> Seq.map Array.length |> Seq.fold max 0
        }

    /// Special tokens in the order given; an empty, repeated or ill-formed one is a usage fault.
    let create (texts: seq<string>) : Result<SpecialTokens, Fault> =
        let seen = HashSet<string>()

        texts
        |> Results.collect (fun text ->
            if String.IsNullOrEmpty text then
                Fault.usage $"Special token {seen.Count + 1} is empty: expected at least one character."
            elif not (seen.Add text) then
                Fault.usage $"The special token \"{text}\" is given twice: expected each one once."
            else
                match Bytes.ofText IllFormedText.Refuse text with
                | Ok _ -> Ok text
                | Error _ -> Fault.usage $"Special token {seen.Count} is not well-formed UTF-16: it holds an unpaired surrogate.")
        |> Result.map build

    /// The longest special token that starts at `start`, or -1.
    let private longestAt (specials: SpecialTokens) (text: ReadOnlySpan<byte>) (start: int) : int =
        let mutable node = 0
        let mutable index = start
        let mutable longest = -1

        while node >= 0 && index < text.Length do
            match specials.Children.TryGetValue(edge node text[index]) with
            | true, child ->
                node <- child
                index <- index + 1

                longest <-
                    if specials.Ends[child] >= 0 then
                        specials.Ends[child]
                    else
                        longest
            | false, _ -> node <- -1

        longest

    /// The leftmost special token in `text` at or after `from`, the longest where several start together.
    let tryFind (specials: SpecialTokens) (text: ReadOnlySpan<byte>) (from: int) : SpecialMatch voption =
        let mutable found = ValueNone
        let mutable start = from

        while found.IsNone && start < text.Length do
            match text.Slice(start).IndexOfAny specials.FirstBytes with
            | -1 -> start <- text.Length
            | skipped ->
                match longestAt specials text (start + skipped) with
                | -1 -> start <- start + skipped + 1
                | token ->
                    found <-
                        ValueSome {
                            Start = start + skipped
                            Token = token
                        }

        found

    /// Whether some special token holds these two bytes side by side, so that it could lie across a cut between them.
    let mayStraddle (specials: SpecialTokens) (before: byte) (after: byte) : bool =
        specials.Bytes
        |> Array.exists (fun token -> ReadOnlySpan(token).IndexOf(ReadOnlySpan [| before; after |]) >= 0)
