namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.Runtime.InteropServices
open System.Threading

/// <summary>
/// Trains byte-level BPE: pre-tokens are counted in parallel, then the most frequent pair of adjacent tokens merges, again and again.
/// Ties go to the greatest pair of byte strings, so that the result depends on the text alone, not on threads or chunks.
/// </summary>
[<AbstractClass; Sealed>]
type BpeTrainer private () =

    static let validate (options: TrainingOptions) : Result<SpecialTokens, Fault> =
        result {
            let! specials = SpecialTokens.create options.SpecialTokens
            do! Fault.ofThreads options.Threads
            let smallest = 256 + specials.Texts.Length

            if options.VocabularySize < smallest then
                return!
                    Fault.usage
                        $"The vocabulary is too small: expected at least {smallest} tokens \
                        (256 bytes and {specials.Texts.Length} special tokens), found {options.VocabularySize}."
            else
                return specials
        }

    /// Adds an amount to what is done and reports it; one report at a time, whichever threads the amounts come from.
    static let reporter (progress: IProgress<TrainingProgress> | null) (phase: TrainingPhase) (total: int64) : int64 -> unit =
        match progress with
        | null -> ignore
        | progress ->
            let finished = ref 0L

            fun amount ->
                lock finished (fun () ->
                    finished.Value <- finished.Value + amount
                    progress.Report(TrainingProgress(phase, finished.Value, total)))

    static let learn (options: TrainingOptions) progress cancellation (specials: SpecialTokens) (counts: SharedCounts) : TrainedVocabulary =
        let limit = options.VocabularySize - 256 - specials.Texts.Length
        let merged = reporter progress TrainingPhase.Merging (int64 limit)

        let learned =
            counts
            |> Training.learn options.Threads limit (fun () -> merged 1L) cancellation
            |> Fault.orThrow

        let token id : ReadOnlyMemory<byte> = ReadOnlyMemory learned.Tokens[id]
        let tokens = Array.append specials.Bytes learned.Tokens |> Array.map ReadOnlyMemory

        let merges =
            learned.Merges
            |> Array.map (fun (struct (left, right)) -> Merge(token left, token right))

        TrainedVocabulary(tokens, merges, specials.Texts)

    /// Counts what `count` adds to a counter, and learns from it.
    static let countAndLearn (options: TrainingOptions) progress cancellation (specials: SpecialTokens) (count: PreTokenCounter -> unit) =
        use counter =
            new PreTokenCounter(specials, options.Threads, PreTokenCounter.MostOwnSlots)

        count counter
        learn options progress cancellation specials counter.Counts

    static let requireSameSpecials (specials: SpecialTokens) (counted: SpecialTokens) : unit =
        if specials.Texts <> counted.Texts then
            Fault.usage "The counts were made with other special tokens than those to train with: expected the same in the same order."
            |> Fault.orThrow

    /// <summary>Refuses options that no training could meet, before anything is read.</summary>
    /// <param name="options">Vocabulary size, special tokens, threads.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">The options cannot be met.</exception>
    static member Require(options: TrainingOptions) : unit =
        validate options |> Fault.orThrow |> ignore

    /// <summary>
    /// Refuses special tokens with which no tokenizer could be saved, whatever it were trained on, or with which one may turn out that
    /// cannot: their text spells another token, as GPT-2's and Hugging Face's files spell bytes.
    /// </summary>
    /// <param name="specialTokens">Special tokens to train with.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">One of them is such a text, or is empty, repeated or ill-formed.</exception>
    static member RequireSavable(specialTokens: IEnumerable<string>) : unit =
        SpecialTokens.create specialTokens
        |> Result.bind Spellings.requireDistinct
        |> Fault.orThrow

    /// <summary>Trains on counts of pre-tokens; the result is that of training on the text that they were counted in.</summary>
    /// <param name="counts">Counts, added up over all parts of the corpus.</param>
    /// <param name="options">Vocabulary size, and the special tokens that the counts were made with.</param>
    /// <param name="progress">Hears of every merge.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The options cannot be met, or the counts were made with other special tokens.
    /// </exception>
    /// <exception cref="T:System.OperationCanceledException">The training was cancelled.</exception>
    static member TrainOnCounts
        (
            counts: CorpusCounts,
            options: TrainingOptions,
            [<Optional; DefaultParameterValue(null: IProgress<TrainingProgress> | null)>] progress: IProgress<TrainingProgress> | null,
            [<Optional>] cancellation: CancellationToken
        ) : TrainedVocabulary =
        let specials = validate options |> Fault.orThrow

        requireSameSpecials specials counts.Specials

        PreTokenCounts.toShared counts.Counts
        |> learn options progress cancellation specials

    /// <summary>
    /// Trains on what a counter counted, in less memory than on counts that it gives: the counter is used up and can only be disposed of.
    /// </summary>
    /// <param name="counter">A counter that has seen the whole corpus.</param>
    /// <param name="options">Vocabulary size, and the special tokens of the counter.</param>
    /// <param name="progress">Hears of every merge.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The options cannot be met, or the counter has other special tokens.
    /// </exception>
    /// <exception cref="T:System.OperationCanceledException">The training was cancelled.</exception>
    static member TrainOnCounter
        (
            counter: CorpusCounter,
            options: TrainingOptions,
            [<Optional; DefaultParameterValue(null: IProgress<TrainingProgress> | null)>] progress: IProgress<TrainingProgress> | null,
            [<Optional>] cancellation: CancellationToken
        ) : TrainedVocabulary =
        let specials = validate options |> Fault.orThrow
        requireSameSpecials specials counter.Specials
        learn options progress cancellation specials counter.Counts

    /// <summary>Trains on files. Each is a text of its own: pre-tokens never reach from one into the next.</summary>
    /// <param name="paths">Paths of UTF-8 texts, read as bytes without newline translation, in windows: they may exceed the memory.</param>
    /// <param name="options">Vocabulary size, special tokens, threads.</param>
    /// <param name="progress">Hears of every chunk that is counted and every merge, one report at a time, from any thread.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">The options cannot be met, or a file is missing or unreadable.</exception>
    /// <exception cref="T:System.OperationCanceledException">The training was cancelled.</exception>
    static member TrainOnFiles
        (
            paths: IReadOnlyList<string>,
            options: TrainingOptions,
            [<Optional; DefaultParameterValue(null: IProgress<TrainingProgress> | null)>] progress: IProgress<TrainingProgress> | null,
            [<Optional>] cancellation: CancellationToken
        ) : TrainedVocabulary =
        let specials = validate options |> Fault.orThrow

        countAndLearn options progress cancellation specials (fun counter ->
            CorpusCounting.withFiles paths (fun corpora ->
                let counted =
                    reporter progress TrainingPhase.Counting (corpora |> Array.sumBy _.Length)

                CorpusCounting.addCorpora specials counted cancellation counter corpora))

    /// <summary>Trains on bytes.</summary>
    /// <param name="utf8">A text in UTF-8; bytes that are not are counted like any others.</param>
    /// <param name="options">Vocabulary size, special tokens, threads.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">The options cannot be met.</exception>
    static member TrainOnBytes(utf8: ReadOnlyMemory<byte>, options: TrainingOptions) : TrainedVocabulary =
        let specials = validate options |> Fault.orThrow
        use corpus = Corpus.ofMemory utf8

        countAndLearn options null CancellationToken.None specials (fun counter ->
            CorpusCounting.addCorpora specials ignore CancellationToken.None counter [| corpus |])

    /// <summary>Trains on a string.</summary>
    /// <param name="text">A well-formed text.</param>
    /// <param name="options">Vocabulary size, special tokens, threads.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The options cannot be met, or the text holds an unpaired surrogate.
    /// </exception>
    static member TrainOnText(text: string, options: TrainingOptions) : TrainedVocabulary =
        let utf8: byte[] = Bytes.ofText IllFormedText.Refuse text |> Fault.orThrow
        BpeTrainer.TrainOnBytes(ReadOnlyMemory utf8, options)

    /// <summary>Counts the pre-tokens of a text as training does.</summary>
    /// <param name="utf8">A text in UTF-8.</param>
    /// <param name="specialTokens">Tokens that are cut out and not counted.</param>
    /// <returns>The distinct pre-tokens, the most frequent first, those of equal counts by their bytes.</returns>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">A special token is empty, repeated or ill-formed.</exception>
    static member CountPreTokens(utf8: ReadOnlyMemory<byte>, specialTokens: IReadOnlyList<string>) : IReadOnlyList<PreTokenCount> =
        let specials = SpecialTokens.create specialTokens |> Fault.orThrow
        use corpus = Corpus.ofMemory utf8

        (PreTokenCounts.ofChunk specials (CorpusChunks.whole corpus) |> Fault.orThrow).Entries
        |> Array.ofSeq
        |> Array.sortWith (fun first second ->
            match compare second.Count first.Count with
            | 0 -> Bytes.compare first.Bytes second.Bytes
            | difference -> difference)
        |> Array.map (fun entry -> PreTokenCount(ReadOnlyMemory entry.Bytes, entry.Count))
        |> Array.AsReadOnly
        :> _
