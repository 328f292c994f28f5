using System.Text;
using Cs336.Model.State;
using Cs336.Train.Files;
using Cs336.Train.SyntheticText;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Quickstart;

/// <summary>The text of a quickstart: synthetic stories, or the user's own files.</summary>
internal sealed class QuickstartCorpus
{
    private const int Words = 600;
    private const long Bytes = 5_000_000;

    private readonly StoryGrammar? grammar;

    private QuickstartCorpus(string path, string description, StoryGrammar? grammar) =>
        (Path, Description, this.grammar) = (path, description, grammar);

    /// <summary>Where the text lies.</summary>
    public string Path { get; }

    /// <summary>What it is, in words.</summary>
    public string Description { get; }

    /// <summary>Writes stories.</summary>
    public static QuickstartCorpus OfStories(string path, long seed, CancellationToken cancellation)
    {
        OutputPath.PrepareFile(path);
        var written = 0L;
        AtomicFile.Write(path, file => written = StoryCorpus.Write(file, Bytes, Words, (ulong)seed, progress: null, cancellation));
        var description = FormattableString.Invariant($"{written:N0} bytes of synthetic stories of at most {Words} words");
        return new(path, description, StoryGrammar.OfAtMost(Words));
    }

    /// <summary>Joins the user's files, each a document or several.</summary>
    /// <exception cref="IOException">A file is missing or empty.</exception>
    public static QuickstartCorpus OfFiles(string path, IReadOnlyList<string> files)
    {
        foreach (var file in files)
            _ = TextFile.RequireContent(file);
        OutputPath.PrepareFile(path, files);
        AtomicFile.Write(path, destination =>
        {
            foreach (var (i, file) in files.Index())
            {
                if (i > 0)
                    destination.Write(Encoding.UTF8.GetBytes(SpecialToken.EndOfText));
                using var source = File.OpenRead(file);
                source.CopyTo(destination);
            }
        });
        return new(path, FormattableString.Invariant($"{new FileInfo(path).Length:N0} bytes of {string.Join(", ", files)}"), grammar: null);
    }

    /// <summary>How far samples are like this corpus, in words for a report.</summary>
    public string Judge(IReadOnlyList<string> samples)
    {
        if (grammar is not null)
        {
            var score = StoryScore.Of(samples, grammar);
            return FormattableString.Invariant($"{score.WordShare:P1} of their {score.Words:N0} words are words of the corpus; ")
                + FormattableString.Invariant($"the stories' own grammar accepts {score.SentenceShare:P1} ")
                + FormattableString.Invariant($"of their {score.Sentences:N0} sentences.");
        }
        var known = StoryText.Words(File.ReadAllText(Path)).ToHashSet();
        var words = samples.SelectMany(StoryText.Words).ToList();
        var share = (double)words.Count(known.Contains) / Math.Max(words.Count, 1);
        return FormattableString.Invariant($"{share:P1} of their {words.Count:N0} words are words of the corpus.");
    }
}
