using System.Diagnostics;
using System.Security.Cryptography;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>How a tokenizer was trained: <c>training.json</c> of its directory.</summary>
/// <param name="VocabSize">The size asked for, in tokens.</param>
/// <param name="SpecialTokens">The special tokens.</param>
/// <param name="Input">The files it was trained on.</param>
/// <param name="CorpusBytes">Their length together.</param>
/// <param name="CorpusSha256">SHA-256 of their contents, one after the other, in lower-case hexadecimal.</param>
/// <param name="Tokens">The size of the vocabulary that came out; smaller than asked for where no pair was left to merge.</param>
/// <param name="Seconds">Time from the first byte to the last merge.</param>
/// <param name="PeakMemoryBytes">The largest working set of the process.</param>
internal sealed record TokenizerTrainingRecord(
    int VocabSize,
    IReadOnlyList<string> SpecialTokens,
    IReadOnlyList<string> Input,
    long CorpusBytes,
    string CorpusSha256,
    int Tokens,
    double Seconds,
    long PeakMemoryBytes);

/// <summary>Trains a tokenizer on files and writes its directory.</summary>
internal static class TokenizerTraining
{
    private const string RecordFile = "training.json";

    /// <summary>Trains and writes.</summary>
    /// <exception cref="IOException">A file is missing or empty, or the directory cannot be made.</exception>
    /// <exception cref="TokenizerException">The options cannot be met.</exception>
    public static TokenizerTrainingRecord Run(TokenizerTrainOptions options, CancellationToken cancellation)
    {
        var corpusBytes = options.Input.Sum(TextFile.RequireContent);
        OutputPath.PrepareDirectory(options.Out);
        var stopwatch = Stopwatch.StartNew();
        var training = new TrainingOptions(options.VocabSize, options.SpecialTokens, options.Threads);
        var vocabulary = Progress.Run(
            "Training the tokenizer",
            options.Quiet,
            report => BpeTrainer.TrainOnFiles(
                options.Input, training, new ImmediateProgress<TrainingProgress>(value => Describe(value, report)), cancellation));
        var seconds = stopwatch.Elapsed.TotalSeconds;
        vocabulary.ToTokenizer().Save(options.Out);
        var record = new TokenizerTrainingRecord(
            options.VocabSize,
            options.SpecialTokens,
            [.. options.Input.Select(Path.GetFullPath)],
            corpusBytes,
            Sha256Of(options.Input),
            vocabulary.Tokens.Count,
            Math.Round(seconds, 3),
            Process.GetCurrentProcess().PeakWorkingSet64);
        JsonFile.Write(Path.Combine(options.Out, RecordFile), record);
        return record;
    }

    private static string Sha256Of(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var path in paths)
        {
            using var file = File.OpenRead(path);
            while (file.Read(buffer) is > 0 and var read)
                hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Describe(TrainingProgress progress, Progress.Report report)
    {
        var counting = progress.Phase == TrainingPhase.Counting;
        var done = progress.Total == 0 ? 1 : (double)progress.Done / progress.Total;
        // Counting is the first half of the bar, merging the second.
        report(
            (counting ? 0 : 0.5) + done / 2,
            counting ? FormattableString.Invariant($"{progress.Done / 1e6:N1} of {progress.Total / 1e6:N1} MB counted")
                : FormattableString.Invariant($"{progress.Done:N0} of {progress.Total:N0} merges"));
    }
}
