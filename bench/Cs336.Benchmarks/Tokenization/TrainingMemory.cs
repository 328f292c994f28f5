using System.Diagnostics;
using System.Text.Json;
using Cs336.Tokenizer;
using Cs336.Train.SyntheticText;

namespace Cs336.Benchmarks.Tokenization;

/// <summary>What training takes beside the file, by the number of distinct pre-tokens, held against the documented figure.</summary>
internal static class TrainingMemory
{
    /// <summary>What docs/tokenizer.md promises: at most so much for any text, in MB of 2²⁰ bytes.</summary>
    private const double Base = 50;

    /// <summary>And so much more for every million distinct pre-tokens.</summary>
    private const double PerMillion = 140;

    private static readonly int[] Sizes = [25, 50, 100, 150, 200, 300, 400];

    /// <summary>Trains on texts of several sizes, each in a process of its own, and prints a table.</summary>
    /// <returns>Whether every training kept to what is documented.</returns>
    public static bool Print()
    {
        Console.WriteLine($"{SideBySide.Cpu()}\n");
        Console.WriteLine("| text, MB | distinct pre-tokens | peak RssAnon, MB | documented, MB |\n|---|---|---|---|");
        var isKept = true;
        foreach (var megabytes in Sizes)
        {
            var text = Path.GetTempFileName();
            try
            {
                using (var file = File.Create(text))
                    WebCorpus.Write(file, megabytes * 1_000_000L, seed: 1);
                var peak = PeakOf(text);
                var distinct = DistinctPreTokens(text);
                var most = Base + PerMillion * distinct / 1e6;
                isKept &= peak <= most;
                Console.WriteLine(FormattableString.Invariant($"| {megabytes} | {distinct:N0} | {peak} | {most:F0} |"));
            }
            finally
            {
                File.Delete(text);
            }
        }
        return isKept;
    }

    private static int PeakOf(string text)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["train-tokenizer", "30000", text])
        {
            RedirectStandardOutput = true,
        })!;
        using var result = JsonDocument.Parse(child.StandardOutput.ReadToEnd());
        return result.RootElement.GetProperty("peakMB").GetInt32();
    }

    private static int DistinctPreTokens(string text)
    {
        using var counter = new CorpusCounter([]);
        counter.AddFiles([text]);
        return counter.ToCounts().DistinctPreTokens;
    }
}
