using System.Text.RegularExpressions;
using Xunit;

namespace Cs336.Train.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class QuickstartTests(TinyRun tiny)
{
    private static string[] Made =>
    [
        "corpus.txt", "corpus.npy", "corpus.npy.json", "config.json", "metrics.jsonl", "report.md", "samples/samples.txt",
        "tokenizer/tokenizer.json", "tokenizer/training.json", "plots/loss-by-step.svg", "plots/loss-by-step.png",
        "plots/loss-by-time.svg", "plots/loss-by-time.png",
    ];

    [Fact]
    public void Own_short_text_goes_through_the_quickstart()
    {
        var input = tiny.File("mine.txt", "A cat sat.<|endoftext|>"u8);
        // Documents of a few tokens, so that the model soon learns to end them, and the samples are short.
        File.WriteAllText(input, string.Concat(Enumerable.Repeat(File.ReadAllText(input), 3000)));
        var run = tiny.New("quickstart");

        var output = tiny.Do("quickstart --input {0} --out {1} --minutes 0.02 --threads 1 --quiet", input, run).Done();

        foreach (var made in Made)
            Assert.True(new FileInfo(Path.Combine(run, made)).Length > 0, made);
        var stages = Regex.Matches(output, @"^(\d)\. ", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(["1", "2", "3", "4", "5"], stages);
        Assert.Contains($"cs336 generate --run {run}", output, StringComparison.Ordinal);
        Assert.Contains("are words of the corpus", File.ReadAllText(Path.Combine(run, "report.md")), StringComparison.Ordinal);
        tiny.Do("quickstart --out {0}", run).Refused(2);
        tiny.Do("generate --run {0} --prompt A --max-tokens 2 --threads 1", run).Done();
    }

    [SkippableFact]
    public void Interrupted_quickstart_leaves_a_run_on_stories_that_can_be_resumed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        var run = tiny.New("quickstart");
        using var process = Cs336Process.Start(tiny.Words("quickstart --out {0} --minutes 1 --threads 1 --quiet", run));
        process.WaitForLine("Cross-entropy");
        process.Signal(Cs336Process.Interrupt);
        var outcome = process.End();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"^Stopped at step \d+ of \d+, with a checkpoint; go on with train --resume --run ", outcome.Output);
        Assert.InRange(new FileInfo(Path.Combine(run, "corpus.txt")).Length, 4_900_000, 5_100_000);
        Assert.StartsWith("Once upon a time", File.ReadLines(Path.Combine(run, "corpus.txt")).First(), StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(run, "checkpoints")));
        Assert.False(File.Exists(Path.Combine(run, "samples", "samples.txt")));
        tiny.Do("generate --run {0} --prompt Once --max-tokens 2 --threads 1", run).Done();
    }
}
