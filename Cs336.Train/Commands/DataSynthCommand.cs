using Cs336.Model;
using Cs336.Train.Files;
using Cs336.Train.SyntheticText;
using Cs336.Train.Terminal;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 data synth</c></summary>
internal static class DataSynthCommand
{
    public static void Run(DataSynthOptions options, CancellationToken cancellation)
    {
        var words = WordsOf(options);
        OutputPath.PrepareFile(options.Out);
        var bytes = SyntheticCorpus.BytesOf(options.Megabytes);
        var written = Progress.Run($"Writing {options.Kind}", options.Quiet, report =>
        {
            var progress = new ReadingProgress(bytes, report);
            var reporter = new ImmediateProgress<long>(progress.Report);
            return SyntheticCorpus.Write(options.Out, options.Kind, bytes, words, (ulong)options.Seed, reporter, cancellation);
        });
        Console.WriteLine(FormattableString.Invariant($"{options.Out}: {written:N0} bytes of {options.Kind}."));
    }

    private static int WordsOf(DataSynthOptions options)
    {
        if (options.Words is not { } words)
            return StoryCorpus.DefaultWords;
        if (options.Kind != SyntheticCorpus.Stories)
            throw new ConfigurationException($"--words: the {options.Kind} has no fixed number of words; expected --kind {SyntheticCorpus.Stories}.");
        if (words < StoryGrammar.MinimumWords)
            throw new ConfigurationException($"--words: the stories need at least {StoryGrammar.MinimumWords} words; found {words}.");
        return words;
    }
}
