namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.IO
open System.Runtime.InteropServices
open System.Threading

/// <summary>
/// Counts the pre-tokens of a corpus that comes as several files and streams. Every distinct pre-token is in memory once, however many
/// of them hold it. When counting failed or was cancelled, the counts are of no more use.
/// </summary>
/// <param name="specialTokens">Tokens that are cut out and not counted.</param>
/// <param name="threads">How many threads count; by default one per processor.</param>
/// <exception cref="T:Cs336.Tokenizer.TokenizerException">
/// A special token is empty, repeated or ill-formed, or there is no thread.
/// </exception>
[<Sealed>]
type CorpusCounter(specialTokens: IEnumerable<string>, [<Optional>] threads: Nullable<int>) =
    let specials = SpecialTokens.create specialTokens |> Fault.orThrow

    let counter =
        let threads = threads.GetValueOrDefault Environment.ProcessorCount
        Fault.ofThreads threads |> Fault.orThrow
        new PreTokenCounter(specials, threads, PreTokenCounter.MostOwnSlots)

    let mutable textBytes = 0L

    /// Adds up what is counted of one input and reports it, one report at a time, whichever threads it comes from.
    let reporter (progress: IProgress<int64> | null) : int64 -> unit =
        match progress with
        | null -> ignore
        | progress ->
            let finished = ref 0L

            fun bytes ->
                lock finished (fun () ->
                    finished.Value <- finished.Value + bytes
                    progress.Report finished.Value)

    member internal _.Specials = specials

    member internal _.Counts: SharedCounts = counter.Counts

    /// <summary>The special tokens that are cut out, in their order.</summary>
    member _.SpecialTokens: IReadOnlyList<string> = Array.AsReadOnly specials.Texts

    /// <summary>Bytes of the text that was counted, special tokens included.</summary>
    member _.TextBytes = textBytes

    /// <summary>Counts files. Each is a text of its own: pre-tokens never reach from one into the next.</summary>
    /// <param name="paths">Paths of UTF-8 texts, read as bytes; they may exceed the memory.</param>
    /// <param name="progress">Hears of the bytes of these files counted so far, from any thread, one report at a time.</param>
    /// <param name="cancellation">Ends the counting.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">A file is missing or unreadable.</exception>
    /// <exception cref="T:System.OperationCanceledException">The counting was cancelled.</exception>
    member _.AddFiles
        (
            paths: IReadOnlyList<string>,
            [<Optional; DefaultParameterValue(null: IProgress<int64> | null)>] progress: IProgress<int64> | null,
            [<Optional>] cancellation: CancellationToken
        ) : unit =
        CorpusCounting.withFiles paths (fun corpora ->
            CorpusCounting.addCorpora specials (reporter progress) cancellation counter corpora
            textBytes <- textBytes + (corpora |> Array.sumBy _.Length))

    /// <summary>
    /// Counts a stream, a text of its own, in memory proportional to the number of threads and of distinct pre-tokens. The stream is read
    /// to its end and not closed.
    /// </summary>
    /// <param name="utf8">A readable stream of UTF-8; how many bytes each read gives does not matter.</param>
    /// <param name="progress">Hears of the bytes of this stream counted so far, from any thread, one report at a time.</param>
    /// <param name="cancellation">Ends the counting.</param>
    /// <exception cref="T:System.OperationCanceledException">The counting was cancelled.</exception>
    member _.AddStream
        (
            utf8: Stream,
            [<Optional; DefaultParameterValue(null: IProgress<int64> | null)>] progress: IProgress<int64> | null,
            [<Optional>] cancellation: CancellationToken
        ) : unit =
        textBytes <-
            textBytes
            + CorpusCounting.addStream specials (reporter progress) cancellation counter utf8

    /// <summary>What was counted so far.</summary>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">The distinct pre-tokens make up more than 2³¹ bytes.</exception>
    member _.ToCounts() : CorpusCounts =
        CorpusCounts(PreTokenCounts.ofShared counter.Counts |> Fault.orThrow, specials, textBytes)

    interface IDisposable with
        member _.Dispose() = (counter :> IDisposable).Dispose()
