using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Experiments.Problems;

/// <summary>Short names of texts, in which no stand-in bears the name of what it stands for.</summary>
internal static class CorpusName
{
    /// <summary>What a run read as a corpus.</summary>
    /// <param name="entry">The run; null where it was not run: then the corpus itself is meant.</param>
    /// <param name="corpus">The corpus.</param>
    public static string In(LogEntry? entry, Corpus corpus) => (corpus, IsStandIn(entry, corpus)) switch
    {
        (Corpus.TinyStories, false) => "TinyStories",
        (Corpus.TinyStories, true) => "the synthetic stories",
        (_, false) => "OpenWebText",
        (_, true) => "the synthetic web text",
    };

    /// <summary>Whether a run read a synthetic text as this corpus.</summary>
    public static bool IsStandIn(LogEntry? entry, Corpus corpus) =>
        entry is not null && entry.Data.Any(data => data.Corpus == corpus && data.IsStandIn);
}
