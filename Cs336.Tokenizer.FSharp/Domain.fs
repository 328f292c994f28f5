namespace Cs336.Tokenizer

open System

/// The index of a token in its vocabulary.
type TokenId = int

/// <summary>What every member of the tokenizer throws when it cannot do what it was asked; the message is one full sentence.</summary>
[<Sealed>]
type TokenizerException internal (message: string, isUsageError: bool, cause: exn | null) =
    inherit Exception(message, cause)

    /// <summary>
    /// True: the request itself cannot be met (a vocabulary too small, an empty special token).
    /// False: the data are wrong (a file that is missing or malformed, an id outside the vocabulary).
    /// </summary>
    member _.IsUsageError = isUsageError

/// <summary>What encoding does with a string that is not well-formed UTF-16.</summary>
type IllFormedText =
    /// <summary>Throw, naming the index of the first unpaired surrogate.</summary>
    | Refuse = 0
    /// <summary>Replace each unpaired surrogate by U+FFFD.</summary>
    | Replace = 1

/// <summary>A learned pair of tokens that encoding joins into one. Merges are equal when their bytes are.</summary>
/// <param name="left">The bytes of the first token.</param>
/// <param name="right">The bytes of the second token.</param>
[<Sealed>]
type Merge(left: ReadOnlyMemory<byte>, right: ReadOnlyMemory<byte>) =

    /// <summary>The bytes of the first token.</summary>
    member _.Left = left

    /// <summary>The bytes of the second token.</summary>
    member _.Right = right

    /// <summary>Whether both merges join the same byte strings.</summary>
    override _.Equals(other: obj) =
        match other with
        | :? Merge as other ->
            left.Span.SequenceEqual other.Left.Span
            && right.Span.SequenceEqual other.Right.Span
        | _ -> false

    /// <summary>A hash of both byte strings.</summary>
    override _.GetHashCode() =
        let mutable hash = HashCode()
        hash.Add left.Length
        hash.AddBytes left.Span
        hash.AddBytes right.Span
        hash.ToHashCode()

    interface IEquatable<Merge> with
        member this.Equals(other) =
            match other with
            | null -> false
            | other -> this.Equals(other :> obj)

/// Why something could not be done, before the border turns it into a `TokenizerException`.
type internal Fault = { Message: string; IsUsageError: bool }

module internal Fault =

    /// The request itself cannot be met.
    let usage message : Result<'a, Fault> =
        Error {
            Message = message
            IsUsageError = true
        }

    /// The data are wrong.
    let data message : Result<'a, Fault> =
        Error {
            Message = message
            IsUsageError = false
        }

    /// Characters of a text that a message shows.
    let private shownLength = 60

    /// What was found in a file, for a message, which stays one short line whatever the file holds.
    let shown (text: string) : string =
        let beginning =
            if text.Length > shownLength then
                $"{text[.. shownLength - 1]}…"
            else
                text
        // The pictures of control characters.
        let visible =
            beginning
            |> String.map (fun unit -> if unit < ' ' then '\u2400' + unit else unit)

        $"\"{visible}\""

    /// Threads beyond what any machine has cores would take memory and wait for each other.
    let mostThreads = 1024

    /// A number of threads must be at least 1 and at most `mostThreads`.
    let ofThreads (threads: int) : Result<unit, Fault> =
        if threads >= 1 && threads <= mostThreads then
            Ok()
        else
            usage $"The number of threads is out of range: expected 1 to {mostThreads}, found {threads}."

    /// The border: a value, or the one exception of this library.
    let orThrow (result: Result<'a, Fault>) : 'a =
        match result with
        | Ok value -> value
        | Error fault -> raise (TokenizerException(fault.Message, fault.IsUsageError, null))

/// `result { let! … }`: the first `Error` ends the computation.
type internal ResultBuilder() =
    member _.Bind(result, continuation) = Result.bind continuation result
    member _.Return value = Ok value
    member _.ReturnFrom(result: Result<_, _>) = result

[<AutoOpen>]
module internal ResultBuilder =
    let result = ResultBuilder()

module internal Results =

    /// All values in order, or the first fault.
    let collect (transform: 'a -> Result<'b, Fault>) (source: seq<'a>) : Result<'b[], Fault> =
        let values = ResizeArray<'b>()
        use items = source.GetEnumerator()
        let mutable fault = ValueNone

        while fault.IsNone && items.MoveNext() do
            match transform items.Current with
            | Ok value -> values.Add value
            | Error reason -> fault <- ValueSome reason

        match fault with
        | ValueSome reason -> Error reason
        | ValueNone -> Ok(values.ToArray())
