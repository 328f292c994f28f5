namespace Cs336.Train.SyntheticText;

/// <summary>The language of the synthetic stories: the sentence forms of <see cref="StoryForms"/> over a lexicon of limited size.</summary>
internal sealed class StoryGrammar
{
    private StoryGrammar(Lexicon lexicon) => Lexicon = lexicon;

    /// <summary>The fewest words that a grammar can have: those of the sentence forms, and one word for each role.</summary>
    public static int MinimumWords { get; } = Lexicon.Smallest(StoryForms.All).Words.Count;

    /// <summary>The words that fill the slots.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>Every word that a story can hold, in lower case; see <see cref="StoryText.Words"/>.</summary>
    public IReadOnlySet<string> Words => Lexicon.Words;

    /// <summary>The grammar whose stories hold at most <paramref name="words"/> distinct words, however capitalised.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="words"/> is below <see cref="MinimumWords"/>.</exception>
    public static StoryGrammar OfAtMost(int words) => words >= MinimumWords
        ? new StoryGrammar(Lexicon.OfAtMost(words, StoryForms.All))
        : throw new ArgumentOutOfRangeException(
            nameof(words), words, $"The stories need at least {MinimumWords} words, for their sentences and one word for each role.");

    /// <summary>
    /// Whether some sentence form, its slots filled from the lexicon with agreeing words, reads exactly as <paramref name="sentence"/>;
    /// <see cref="StoryText.Sentences"/> says what a sentence is.
    /// </summary>
    public bool AcceptsSentence(string sentence) => StoryForms.All.Any(form => form.Match(sentence) is { } found && Lexicon.CanFill(found));
}
