using System.Diagnostics;
using Cs336.Tokenizer;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>What a part of the training of a tokenizer takes.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Seconds">Its wall-clock time.</param>
/// <param name="ProcessorSeconds">The processor time of all threads.</param>
internal sealed record PhaseTime(string Name, double Seconds, double ProcessorSeconds);

/// <summary>How far the training was at a time.</summary>
/// <param name="Seconds">Since its beginning.</param>
/// <param name="Share">Of the bytes counted or of the merges learned, from 0 to 1.</param>
internal sealed record ProgressPoint(double Seconds, double Share);

/// <summary>The training of a tokenizer, and what it learned.</summary>
/// <param name="VocabSize">The size asked for, in tokens.</param>
/// <param name="Tokens">The size that came out.</param>
/// <param name="Threads">How many threads it may use.</param>
/// <param name="CorpusBytes">The length of the text.</param>
/// <param name="Seconds">Wall-clock from opening the text to the written tokenizer.</param>
/// <param name="MemoryBefore">The working set of the process before, in bytes.</param>
/// <param name="MemoryPeak">Its largest during the training, in bytes.</param>
/// <param name="Phases">What takes the time, in order; together all of it.</param>
/// <param name="ReadingSeconds">Reading the text once more and doing nothing with it, from wherever the system keeps it by then.</param>
/// <param name="Counting">Bytes counted, over time.</param>
/// <param name="Merging">Merges learned, over time.</param>
/// <param name="Longest">The longest tokens.</param>
/// <param name="Kinds">The tokens by what they consist of.</param>
internal sealed record TokenizerProfile(
    int VocabSize,
    int Tokens,
    int Threads,
    long CorpusBytes,
    double Seconds,
    long MemoryBefore,
    long MemoryPeak,
    IReadOnlyList<PhaseTime> Phases,
    double ReadingSeconds,
    IReadOnlyList<ProgressPoint> Counting,
    IReadOnlyList<ProgressPoint> Merging,
    IReadOnlyList<InspectedToken> Longest,
    VocabularyKinds Kinds)
{
    public const string CountingPhase = "reading, pre-tokenizing and counting";
    public const string IndexingPhase = "laying out the pre-tokens and indexing their pairs";
    public const string MergingPhase = "merging";
    public const string WritingPhase = "writing the tokenizer's files";

    /// <summary>Trains a tokenizer on a text, writes it and takes the times.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vocabSize">The size of the vocabulary, in tokens.</param>
    /// <param name="directory">Where the tokenizer is written.</param>
    /// <param name="quiet">Shows no progress.</param>
    /// <param name="cancellation">Ends the training.</param>
    public static TokenizerProfile Take(string text, int vocabSize, string directory, bool quiet, CancellationToken cancellation)
    {
        var options = new TrainingOptions(vocabSize, [SpecialToken.EndOfText]);
        using var memory = MemoryWatch.Start();
        var clock = new PhaseClock();
        var counting = new ProgressCurve(clock);
        var merging = new ProgressCurve(clock);
        var vocabulary = Progress.Run("Training a tokenizer", quiet, report => BpeTrainer.TrainOnFiles(
            [text],
            options,
            new ImmediateProgress<TrainingProgress>(progress =>
            {
                var isCounting = progress.Phase == TrainingPhase.Counting;
                (isCounting ? counting : merging).Add(progress.Done, progress.Total);
                report(
                    ((isCounting ? 0 : 1) + ((double)progress.Done / progress.Total)) / 2,
                    FormattableString.Invariant($"{progress.Done:N0} of {progress.Total:N0} {(isCounting ? "bytes" : "merges")}"));
            }),
            cancellation));
        var trained = clock.Now;
        var tokenizer = vocabulary.ToTokenizer();
        tokenizer.Save(directory);
        var written = clock.Now;
        // Where there was nothing to count or to merge, that took no time.
        var counted = counting.End ?? PhaseClock.Beginning;
        var merged = merging.Beginning ?? trained;
        var peak = memory.Peak;
        return new(
            vocabSize,
            tokenizer.VocabularySize,
            options.Threads,
            new FileInfo(text).Length,
            written.Seconds,
            memory.Before,
            peak,
            [
                counted.Since(PhaseClock.Beginning, CountingPhase),
                merged.Since(counted, IndexingPhase),
                trained.Since(merged, MergingPhase),
                written.Since(trained, WritingPhase),
            ],
            SecondsToRead(text, cancellation),
            counting.Points,
            merging.Points,
            TokenizerInspection.LongestOf(tokenizer, LongestShown),
            VocabularyKinds.Of(tokenizer));
    }

    private const int LongestShown = 10;

    private static double SecondsToRead(string path, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var buffer = new byte[1 << 20];
        using var file = File.OpenRead(path);
        while (file.Read(buffer) > 0)
            cancellation.ThrowIfCancellationRequested();
        return Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 4);
    }
}
