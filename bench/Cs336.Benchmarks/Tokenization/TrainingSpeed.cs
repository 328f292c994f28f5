using System.Diagnostics;
using System.Globalization;
using Cs336.Tokenizer;

namespace Cs336.Benchmarks.Tokenization;

/// <summary>One training in this process, which has done nothing before: from a file to merges, compilation included.</summary>
internal static class TrainingSpeed
{
    /// <summary>Prints the seconds, the tokens, and the most memory that is not the file's.</summary>
    public static void Print(int vocabSize, string file)
    {
        var stopwatch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        long peak = 0;
        // A thread of its own: the pool's are for whoever is measured.
        var watcher = new Thread(() => peak = PeakOfAnonymousMemory(stop.Token));
        watcher.Start();
        var trained = BpeTrainer.TrainOnFiles([file], new TrainingOptions(vocabSize, threads: 2));
        var seconds = stopwatch.Elapsed.TotalSeconds;
        stop.Cancel();
        watcher.Join();
        Console.WriteLine(FormattableString.Invariant(
            $$"""{"seconds":{{seconds:F3}},"vocab":{{trained.Tokens.Count}},"peakMB":{{peak / 1024}}}"""));
    }

    private static long PeakOfAnonymousMemory(CancellationToken stop)
    {
        long peak = 0;
        do
        {
            var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
            peak = Math.Max(peak, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
        }
        while (!stop.WaitHandle.WaitOne(10));
        return peak;
    }
}
