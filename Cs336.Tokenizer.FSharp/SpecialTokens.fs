namespace Cs336.Tokenizer

open System
open System.Buffers
open System.Collections.Generic

/// An Aho–Corasick automaton over the bytes of the special tokens. A state stands for the longest end of what was read that begins a
/// special token. Bytes that all tokens treat alike share a class, so that the table stays small with thousands of tokens.
type internal SpecialAutomaton = {
    /// The class of each byte; 0 for those in no special token.
    Classes: byte[]
    ClassCount: int
    /// `Next[state * ClassCount + class]`; state 0 is the start.
    Next: int[]
    /// Bytes that a state stands for.
    Depth: int[]
    /// The longest special token that ends where a state is reached, or -1.
    Ending: int[]
}

/// The special tokens of a tokenizer, ready to be found in linear time.
type internal SpecialTokens = {
    Texts: string[]
    Bytes: byte[][]
    Automaton: SpecialAutomaton
    /// What all special tokens begin with: searching for it skips text at the speed of memory. Empty where they differ at once.
    CommonPrefix: byte[]
    FirstBytes: SearchValues<byte>
    /// The pairs of bytes that some special token holds.
    AdjacentInTokens: uint64[]
    /// Bytes of the longest one; 0 when there is none.
    LongestLength: int
}

/// Where a special token stands in a text: the index of its first byte, and its own index among the special tokens.
[<Struct>]
type internal SpecialMatch = { Start: int; Token: int }

module private SpecialAutomaton =

    /// The trie of the tokens, without transitions for what leaves it: -1.
    let private trie (classes: byte[]) (classCount: int) (tokens: byte[][]) =
        let next = ResizeArray<int>(Seq.replicate classCount -1)
        let depth = ResizeArray [ 0 ]
        let ending = ResizeArray [ -1 ]

        let descend state (value: byte) =
            let edge = state * classCount + int classes[int value]

            if next[edge] < 0 then
                next[edge] <- depth.Count
                next.AddRange(Seq.replicate classCount -1)
                depth.Add(depth[state] + 1)
                ending.Add -1

            next[edge]

        tokens
        |> Array.iteri (fun token bytes -> ending[Array.fold descend 0 bytes] <- token)

        next.ToArray(), depth.ToArray(), ending.ToArray()

    let create (tokens: byte[][]) : SpecialAutomaton =
        let alphabet = tokens |> Array.concat |> Array.distinct |> Array.sort
        // With all 256 bytes in use, the class of "no token's byte" is not needed, and there is no room for it.
        let spare = if alphabet.Length < 256 then 1 else 0
        let classes = Array.zeroCreate<byte> 256

        alphabet
        |> Array.iteri (fun index value -> classes[int value] <- byte (index + spare))

        let classCount = alphabet.Length + spare
        let next, depth, ending = trie classes classCount tokens
        let fallback = Array.zeroCreate<int> depth.Length
        let queue = Queue<int> [ 0 ]

        // Breadth first: whatever a state falls back to is shorter, and complete already.
        while queue.Count > 0 do
            let state = queue.Dequeue()

            for value in 0 .. classCount - 1 do
                let edge = state * classCount + value

                let elsewhere =
                    if state = 0 then
                        0
                    else
                        next[fallback[state] * classCount + value]

                if next[edge] < 0 then
                    next[edge] <- elsewhere
                else
                    let child = next[edge]
                    fallback[child] <- elsewhere

                    if ending[child] < 0 then
                        ending[child] <- ending[elsewhere]

                    queue.Enqueue child

        {
            Classes = classes
            ClassCount = classCount
            Next = next
            Depth = depth
            Ending = ending
        }

module internal SpecialTokens =

    let private commonPrefix (tokens: byte[][]) : byte[] =
        let shared (first: byte[]) (second: byte[]) =
            Array.truncate (ReadOnlySpan(first).CommonPrefixLength(ReadOnlySpan second)) first

        if tokens.Length = 0 then
            [||]
        else
            Array.reduce shared tokens

    let private build (texts: string[]) : SpecialTokens =
        let bytes = texts |> Array.map Text.Encoding.UTF8.GetBytes

        {
            Texts = texts
            Bytes = bytes
            Automaton = SpecialAutomaton.create bytes
            CommonPrefix = commonPrefix bytes
            FirstBytes = SearchValues.Create(ReadOnlySpan(bytes |> Array.map Array.head))
            AdjacentInTokens = BytePairs.ofTokens bytes
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

    /// How many bytes from the start of `text` begin no special token for certain, or -1 where none does to its end.
    let private skip (specials: SpecialTokens) (text: ReadOnlySpan<byte>) : int =
        if specials.CommonPrefix.Length > 1 then
            text.IndexOf(ReadOnlySpan specials.CommonPrefix)
        else
            text.IndexOfAny specials.FirstBytes

    /// The leftmost special token in `text` at or after `from`, the longest where several start together. Linear time: the vectorized
    /// search stops where a token may begin, the automaton reads on from there, and neither goes back.
    let tryFind (specials: SpecialTokens) (text: ReadOnlySpan<byte>) (from: int) : SpecialMatch voption =
        let automaton = specials.Automaton
        let mutable start = -1
        let mutable token = -1
        let mutable position = if specials.LongestLength = 0 then text.Length else from

        while start < 0 && position < text.Length do
            match skip specials (text.Slice position) with
            | -1 -> position <- text.Length
            | skipped ->
                position <- position + skipped
                let mutable state = 0
                let mutable isOpen = true

                while isOpen && position < text.Length do
                    state <- automaton.Next[state * automaton.ClassCount + int automaton.Classes[int text[position]]]

                    position <- position + 1

                    // Whatever is found from now on starts here or later; what was found before wins if it starts earlier.
                    if start >= 0 && position - automaton.Depth[state] > start then
                        isOpen <- false
                    else
                        let ending = automaton.Ending[state]

                        if ending >= 0 then
                            let found = position - specials.Bytes[ending].Length

                            if start < 0 || found <= start then
                                start <- found
                                token <- ending

                        isOpen <- state <> 0

        if start < 0 then
            ValueNone
        else
            ValueSome { Start = start; Token = token }

    /// Whether some special token holds these two bytes side by side, so that it could lie across a cut between them.
    let mayStraddle (specials: SpecialTokens) (before: byte) (after: byte) : bool =
        BytePairs.contains specials.AdjacentInTokens before after
