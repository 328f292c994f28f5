using Cs336.Model;
using Cs336.Model.State;
using Cs336.Train.Files;
using Cs336.Train.SyntheticText;
using Cs336.Train.Terminal;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 data synth</c></summary>
internal static class DataSynthCommand
{
    public static void Run(DataSynthOptions options, CancellationToken cancellation)
    {
        if (options.Words < StoryGrammar.MinimumWords)
        {
            throw new ConfigurationException(
                $"--words: the stories need at least {StoryGrammar.MinimumWords} words; found {options.Words}.");
        }
        OutputPath.PrepareFile(options.Out);
        var bytes = (long)Math.Ceiling(options.Megabytes * 1_000_000);
        var written = 0L;
        Progress.Run("Writing stories", options.Quiet, report =>
        {
            AtomicFile.Write(options.Out, file => written = StoryCorpus.Write(
                file, bytes, options.Words, (ulong)options.Seed, new Reporter(report, bytes), cancellation));
            return written;
        });
        Console.WriteLine(FormattableString.Invariant($"{options.Out}: {written:N0} bytes of stories."));
    }

    private sealed class Reporter(Progress.Report report, long total) : IProgress<long>
    {
        public void Report(long value) =>
            report(Math.Min(1, (double)value / total), FormattableString.Invariant($"{value / 1e6:N1} of {total / 1e6:N1} MB"));
    }
}
