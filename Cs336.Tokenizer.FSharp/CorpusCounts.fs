namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.IO
open System.Runtime.InteropServices
open System.Threading

/// <summary>
/// How often each pre-token occurs in a text: all that training needs to know of it. Counts of the parts of a corpus add up exactly, in
/// any order, so that the parts can be counted anywhere.
/// </summary>
[<Sealed>]
type CorpusCounts internal (counts: PreTokenCounts, specials: SpecialTokens, textBytes: int64) =

    static let requireSame (first: SpecialTokens) (name: string) (second: string[]) : Result<unit, Fault> =
        let shown (texts: string[]) =
            if texts.Length = 0 then
                "none"
            else
                texts |> Seq.map (fun text -> $"\"{text}\"") |> String.concat ", "

        if first.Texts = second then
            Ok()
        else
            Fault.usage
                $"{name} was counted with other special tokens than the counts before it: \
                expected {shown first.Texts}, found {shown second}."

    /// Bytes of texts together. Only files of counts can claim so many that 64 bits do not hold them.
    static let sumOfBytes (texts: seq<int64>) : int64 =
        let add sum bytes =
            if bytes > Int64.MaxValue - sum then
                Fault.data
                    $"The counts are too large to add up: expected those of at most {Int64.MaxValue} bytes of text together, found more."
                |> Fault.orThrow
            else
                sum + bytes

        Seq.fold add 0L texts

    member internal _.Counts = counts

    member internal _.Specials = specials

    /// <summary>The special tokens that were cut out, in their order.</summary>
    member _.SpecialTokens: IReadOnlyList<string> = Array.AsReadOnly specials.Texts

    /// <summary>Bytes of the text, special tokens included.</summary>
    member _.TextBytes = textBytes

    /// <summary>How many distinct pre-tokens there are.</summary>
    member _.DistinctPreTokens = counts.Length

    /// <summary>How many pre-tokens the text has.</summary>
    member _.Occurrences = Array.sum counts.Counts

    /// <summary>Adds counts up, exactly and in any order.</summary>
    /// <param name="parts">Counts of the parts of a corpus, at least one, all with the same special tokens.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// There are none, they were counted with different special tokens, or their text has more than 2⁶³ - 1 bytes.
    /// </exception>
    static member Sum(parts: IReadOnlyList<CorpusCounts>) : CorpusCounts =
        if parts.Count = 0 then
            Fault.usage "No counts were given: expected those of at least one part of a corpus."
            |> Fault.orThrow

        for index in 1 .. parts.Count - 1 do
            requireSame parts[0].Specials $"Part {index + 1}" parts[index].Specials.Texts
            |> Fault.orThrow

        let textBytes = parts |> Seq.map _.TextBytes |> sumOfBytes
        let counts = PreTokenCounts.merge (parts |> Seq.map _.Counts) |> Fault.orThrow
        CorpusCounts(counts, parts[0].Specials, textBytes)

    /// <summary>Reads files that <see cref="M:Cs336.Tokenizer.CorpusCounts.Save(System.String)"/> wrote, and adds them up.</summary>
    /// <param name="paths">Paths of the files, at least one; their order does not matter.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// A file is missing, unreadable, malformed or incomplete, or there are none, they were counted with different special tokens, or
    /// their text has more than 2⁶³ - 1 bytes.
    /// </exception>
    /// <exception cref="T:System.OperationCanceledException">The reading was cancelled.</exception>
    static member Load(paths: IReadOnlyList<string>, [<Optional>] cancellation: CancellationToken) : CorpusCounts =
        use shared = new SharedCounts()
        let mutable known: SpecialTokens voption = ValueNone
        let mutable textBytes = 0L

        for path in paths do
            let header =
                Files.readStream path (CountsFormat.read path cancellation (PreTokenCounts.add shared))
                |> Fault.orThrow

            match known with
            | ValueSome specials -> requireSame specials path header.SpecialTokens |> Fault.orThrow
            | ValueNone -> known <- ValueSome(SpecialTokens.create header.SpecialTokens |> Fault.orThrow)

            textBytes <- sumOfBytes [ textBytes; header.TextBytes ]

        match known with
        | ValueSome specials -> CorpusCounts(PreTokenCounts.ofShared shared |> Fault.orThrow, specials, textBytes)
        | ValueNone ->
            Fault.usage "No files of counts were given: expected at least one."
            |> Fault.orThrow

    /// <summary>Writes the counts in the form that docs/tokenizer.md describes; equal counts are equal files.</summary>
    /// <param name="stream">A writable stream, which is not closed.</param>
    member _.Save(stream: Stream) : unit =
        CountsFormat.write specials.Texts textBytes counts.Entries stream

    /// <summary>Writes the counts to a file, which appears under its name when it is complete.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">The file cannot be written.</exception>
    member this.Save(path: string) : unit =
        Files.writeStream path (fun stream -> this.Save stream)
