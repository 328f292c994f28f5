namespace Cs336.Train.Experiments.Problems;

/// <summary>A corpus with its own tokenizer, and the names of what is measured on it.</summary>
/// <param name="Corpus">Which.</param>
/// <param name="Other">The corpus that it is compared with.</param>
/// <param name="Suffix">Its name in those of runs.</param>
internal sealed record TokenizedCorpus(Corpus Corpus, Corpus Other, string Suffix)
{
    /// <summary>Both corpora.</summary>
    public static IReadOnlyList<TokenizedCorpus> Both { get; } =
    [
        new(Corpus.TinyStories, Corpus.OpenWebText, "tinystories"),
        new(Corpus.OpenWebText, Corpus.TinyStories, "owt"),
    ];

    /// <summary>The runs of a measurement, one a corpus.</summary>
    public static IEnumerable<(Corpus Corpus, string Run)> Runs(Func<TokenizedCorpus, string> run) =>
        Both.Select(corpus => (corpus.Corpus, run(corpus)));

    /// <summary>The run that compares both tokenizers on it.</summary>
    public string CompressionRun => $"compression-{Suffix}";

    /// <summary>The run that measures how fast it is encoded.</summary>
    public string SpeedRun => $"encoding-speed-{Suffix}";

    /// <summary>The run that encodes all of it.</summary>
    public string DatasetsRun => $"encoded-{Suffix}";
}
