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
            var progress = new ImmediateProgress<long>(done => report(
                Math.Min(1, (double)done / bytes), FormattableString.Invariant($"{done / 1e6:N1} of {bytes / 1e6:N1} MB")));
            AtomicFile.Write(options.Out, file => written = StoryCorpus.Write(
                file, bytes, options.Words, (ulong)options.Seed, progress, cancellation));
            return written;
        });
        Console.WriteLine(FormattableString.Invariant($"{options.Out}: {written:N0} bytes of stories."));
    }
}
