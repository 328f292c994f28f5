namespace Cs336.Train.SyntheticText;

/// <summary>How far texts, such as a model's samples, are stories of a grammar.</summary>
/// <param name="Words">The words in all; one that the end of a text may have cut off is not counted.</param>
/// <param name="KnownWords">Those that the grammar has.</param>
/// <param name="Sentences">The sentences in all; one that the end of a text cut off is not counted.</param>
/// <param name="AcceptedSentences">Those that the grammar accepts.</param>
internal sealed record StoryScore(int Words, int KnownWords, int Sentences, int AcceptedSentences)
{
    /// <summary>The share of the words that the grammar has, from 0 to 1; 0 where there are none.</summary>
    public double WordShare => Share(KnownWords, Words);

    /// <summary>The share of the sentences that the grammar accepts, from 0 to 1; 0 where there are none.</summary>
    public double SentenceShare => Share(AcceptedSentences, Sentences);

    /// <summary>Counts over <paramref name="stories"/>, texts without special tokens.</summary>
    public static StoryScore Of(IEnumerable<string> stories, StoryGrammar grammar) =>
        stories.Select(story => Of(story, grammar)).Aggregate(new StoryScore(0, 0, 0, 0), (sum, score) => new StoryScore(
            sum.Words + score.Words, sum.KnownWords + score.KnownWords,
            sum.Sentences + score.Sentences, sum.AcceptedSentences + score.AcceptedSentences));

    private static StoryScore Of(string story, StoryGrammar grammar)
    {
        var words = StoryText.Words(story).ToList();
        if (words.Count > 0 && char.IsLetter(story[^1]))
            words.RemoveAt(words.Count - 1);
        var sentences = StoryText.Sentences(story).Where(sentence => sentence.Complete).Select(sentence => sentence.Text).ToList();
        return new StoryScore(
            words.Count, words.Count(grammar.Words.Contains), sentences.Count, sentences.Count(grammar.AcceptsSentence));
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
