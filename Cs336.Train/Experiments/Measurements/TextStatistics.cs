using System.Text.Json.Serialization;
using Cs336.Train.SyntheticText;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>How far generated texts are like the text that the model learned from, and how far they repeat themselves.</summary>
/// <param name="Words">The words of the texts, runs of letters; one that the end of a text may have cut off is not counted.</param>
/// <param name="KnownWords">Those that the training text has.</param>
/// <param name="Triples">The triples of words that follow each other within a text.</param>
/// <param name="KnownTriples">Those that follow each other in the training text, too.</param>
/// <param name="DistinctTriples">The different ones of each text, added up.</param>
internal sealed record TextStatistics(int Words, int KnownWords, int Triples, int KnownTriples, int DistinctTriples)
{
    /// <summary>The share of the words that the training text has; 0 where there are none.</summary>
    [JsonIgnore]
    public double WordShare => Share(KnownWords, Words);

    /// <summary>The share of the triples that the training text has: how far words that follow each other fit together.</summary>
    [JsonIgnore]
    public double TripleShare => Share(KnownTriples, Triples);

    /// <summary>Distinct-3: the share of the triples that do not repeat an earlier one of the same text.</summary>
    [JsonIgnore]
    public double Distinct => Share(DistinctTriples, Triples);

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>The words of a training text, and which follow each other.</summary>
internal sealed class KnownText
{
    /// <summary>So much of a training text is looked at.</summary>
    public const int MostBytes = 64_000_000;

    private readonly HashSet<string> words = [];
    private readonly HashSet<(int, int, int)> triples = [];
    private readonly Dictionary<string, int> numbers = [];

    /// <summary>Reads the beginning of a training text.</summary>
    public KnownText(string path)
    {
        var text = TextBeginning.Text(path, MostBytes);
        foreach (var document in text.Split(Tokenization.SpecialToken.EndOfText))
        {
            var known = StoryText.Words(document).ToList();
            words.UnionWith(known);
            triples.UnionWith(TriplesOf(known));
        }
    }

    /// <summary>Looks at generated texts.</summary>
    public TextStatistics StatisticsOf(IEnumerable<string> texts)
    {
        var sum = new TextStatistics(0, 0, 0, 0, 0);
        foreach (var text in texts)
        {
            var own = StoryText.Words(text).ToList();
            if (own.Count > 0 && char.IsLetter(text[^1]))
                own.RemoveAt(own.Count - 1);
            var ownTriples = TriplesOf(own).ToList();
            sum = new(
                sum.Words + own.Count,
                sum.KnownWords + own.Count(words.Contains),
                sum.Triples + ownTriples.Count,
                sum.KnownTriples + ownTriples.Count(triples.Contains),
                sum.DistinctTriples + ownTriples.Distinct().Count());
        }
        return sum;
    }

    private IEnumerable<(int, int, int)> TriplesOf(List<string> text)
    {
        var ids = text.ConvertAll(NumberOf);
        for (var i = 2; i < ids.Count; i++)
            yield return (ids[i - 2], ids[i - 1], ids[i]);
    }

    private int NumberOf(string word)
    {
        if (!numbers.TryGetValue(word, out var number))
            numbers[word] = number = numbers.Count;
        return number;
    }
}
