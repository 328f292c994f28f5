using System.Diagnostics;
using System.Security.Cryptography;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>How a tokenizer was trained: <c>training.json</c> of its directory.</summary>
/// <param name="VocabSize">The size asked for, in tokens.</param>
/// <param name="SpecialTokens">The special tokens.</param>
/// <param name="Input">The texts it was trained on; <c>-</c> is standard input. Null where it was trained on counts.</param>
/// <param name="Counts">The files of counts it was trained on; null where it was trained on texts.</param>
/// <param name="CorpusBytes">The length of the texts together, decompressed.</param>
/// <param name="CorpusSha256">SHA-256 of the texts, one after the other, in lower-case hexadecimal; null where only counts were at hand.</param>
/// <param name="Tokens">The size of the vocabulary that came out; smaller than asked for where no pair was left to merge.</param>
/// <param name="Seconds">Time from the first byte to the last merge.</param>
/// <param name="PeakMemoryBytes">The largest working set of the process.</param>
internal sealed record TokenizerTrainingRecord(
    int VocabSize,
    IReadOnlyList<string> SpecialTokens,
    IReadOnlyList<string>? Input,
    IReadOnlyList<string>? Counts,
    long CorpusBytes,
    string? CorpusSha256,
    int Tokens,
    double Seconds,
    long PeakMemoryBytes);

/// <summary>Trains a tokenizer on texts or on counts and writes its directory.</summary>
internal static class TokenizerTraining
{
    /// <summary>The record, beside the tokenizer's own files.</summary>
    public const string RecordFile = "training.json";
    private const string Title = "Training the tokenizer";

    /// <summary>Trains and writes; whatever ends it early leaves the directory as it was.</summary>
    /// <exception cref="IOException">A file is missing or empty, or the directory cannot be made.</exception>
    /// <exception cref="TokenizerException">The options cannot be met, or the tokenizer could not be saved.</exception>
    public static TokenizerTrainingRecord Run(TokenizerTrainOptions options, CancellationToken cancellation)
    {
        var fromCounts = options.Counts.Count > 0;
        var threads = options.Threads ?? Environment.ProcessorCount;
        BpeTrainer.Require(new TrainingOptions(options.VocabSize, fromCounts ? [] : options.SpecialTokens, threads));
        if (!fromCounts)
            RequireSpecialTokens(options.SpecialTokens);
        var inputs = TextInput.Require(options.Input, cancellation);
        var isPlain = inputs.All(input => input.IsPlain);
        OutputPath.RequireDirectory(options.Out);
        var started = Stopwatch.GetTimestamp();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (vocabulary, corpusBytes) = Progress.Run(Title, options.Quiet, report =>
        {
            if (fromCounts)
                return OnCounts(options, threads, report, cancellation);
            return OnTexts(options, inputs, threads, isPlain ? null : hash, report, cancellation);
        });
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // What can be read again is, so that the time is that of training.
        if (!fromCounts && isPlain)
            TextHash.Append(hash, options.Input, cancellation);
        var record = new TokenizerTrainingRecord(
            options.VocabSize,
            vocabulary.SpecialTokens,
            fromCounts ? null : [.. inputs.Select(input => input.Path == "-" ? "-" : Path.GetFullPath(input.Path))],
            fromCounts ? [.. options.Counts.Select(Path.GetFullPath)] : null,
            corpusBytes,
            fromCounts ? null : Convert.ToHexStringLower(hash.GetHashAndReset()),
            vocabulary.Tokens.Count,
            Math.Round(seconds, 3),
            Process.GetCurrentProcess().PeakWorkingSet64);
        cancellation.ThrowIfCancellationRequested();
        vocabulary.ToTokenizer().Save(options.Out);
        JsonFile.Write(Path.Combine(options.Out, RecordFile), record);
        return record;
    }

    /// <summary>Refuses, before any work, special tokens with which the tokenizer could not be written in the end.</summary>
    /// <exception cref="TokenizerException">There is one.</exception>
    public static void RequireSpecialTokens(IReadOnlyList<string> specialTokens) => BpeTrainer.RequireSavable(specialTokens);

    private static (TrainedVocabulary Vocabulary, long Bytes) OnTexts(
        TokenizerTrainOptions options,
        IReadOnlyList<TextInput> inputs,
        int threads,
        IncrementalHash? hash,
        Progress.Report report,
        CancellationToken cancellation)
    {
        using var counter = new CorpusCounter(options.SpecialTokens, threads);
        CorpusCounting.Run(inputs, counter, (done, detail) => report(done / 2, $"{detail} counted"), hash, cancellation);
        var training = new TrainingOptions(options.VocabSize, options.SpecialTokens, threads);
        return (BpeTrainer.TrainOnCounter(counter, training, MergesReported(report), cancellation), counter.TextBytes);
    }

    private static (TrainedVocabulary Vocabulary, long Bytes) OnCounts(
        TokenizerTrainOptions options, int threads, Progress.Report report, CancellationToken cancellation)
    {
        report(0, "reading counts");
        var counts = CorpusCounts.Load(options.Counts, cancellation);
        RequireSpecialTokens(counts.SpecialTokens);
        var training = new TrainingOptions(options.VocabSize, counts.SpecialTokens, threads);
        return (BpeTrainer.TrainOnCounts(counts, training, MergesReported(report), cancellation), counts.TextBytes);
    }

    /// <summary>Counting is the first half of the bar, merging the second.</summary>
    private static ImmediateProgress<TrainingProgress> MergesReported(Progress.Report report) => new(progress => report(
        0.5 + (progress.Total == 0 ? 1 : (double)progress.Done / progress.Total) / 2,
        FormattableString.Invariant($"{progress.Done:N0} of {progress.Total:N0} merges")));
}
