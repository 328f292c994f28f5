using Cs336.Train.Experiments.Log;
using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments.Problems;

/// <summary>What was measured on one corpus.</summary>
/// <param name="Corpus">Which.</param>
/// <param name="Name">What the document calls the text that was read.</param>
/// <param name="Entry">The run.</param>
/// <param name="Result">What came out.</param>
internal sealed record CorpusResult<T>(Corpus Corpus, string Name, LogEntry Entry, T Result);

/// <summary>The same measurement on several corpora.</summary>
internal static class CorpusResults
{
    /// <summary>The results that are recorded, in the order of the runs; what is missing is said to be not run.</summary>
    /// <param name="section">Where that is said.</param>
    /// <param name="recorded">The log.</param>
    /// <param name="runs">The run of each corpus.</param>
    /// <param name="what">What is missing, in words, given the name of the text.</param>
    public static IReadOnlyList<CorpusResult<T>> Of<T>(
        Section section, RecordedExperiment recorded, IEnumerable<(Corpus Corpus, string Run)> runs, Func<string, string> what)
        where T : class
    {
        var results = new List<CorpusResult<T>>();
        foreach (var (corpus, run) in runs)
        {
            var entry = recorded.Entry(run);
            var name = CorpusName.In(entry, corpus);
            if (recorded.Result<T>(run) is { } result)
                results.Add(new(corpus, name, entry!, result));
            else
                section.NotRun(what(name), recorded.Command);
        }
        return results;
    }
}
