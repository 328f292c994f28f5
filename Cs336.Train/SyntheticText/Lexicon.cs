namespace Cs336.Train.SyntheticText;

/// <summary>
/// The words that a grammar uses: for each class a beginning of its list, hand-written words before composed ones, so that at most a given
/// number of distinct words can ever appear. A word counts once however it is capitalised; its plural or past tense is another word.
/// </summary>
internal sealed class Lexicon
{
    private static readonly WordClass[] Classes = Enum.GetValues<WordClass>();
    private static readonly IReadOnlyList<Word> NoWords = [];

    private readonly Dictionary<WordClass, List<Word>> wordsByClass = Classes.ToDictionary(@class => @class, _ => new List<Word>());
    private readonly Dictionary<(WordClass Class, WordForm Form, string Text), List<Word>> wordsByText = [];
    private readonly ILookup<WordClass, WordForm> usedForms;
    private readonly HashSet<string> words;

    private Lexicon(IReadOnlyList<SentenceForm> forms)
    {
        var parts = forms.SelectMany(form => form.Parts).ToList();
        words = [.. parts.SelectMany(part => StoryText.Words(part.Text))];
        usedForms = parts.Select(part => part.Slot).OfType<Slot>().Select(slot => (Class: slot.Role.Class(), slot.Form)).Distinct()
            .ToLookup(use => use.Class, use => use.Form);
        foreach (var (@class, needed) in RolesPerClass)
        {
            foreach (var word in CoreWords.ByClass[@class].Take(needed))
                Add(@class, word);
        }
    }

    /// <summary>Every word that a sentence can hold, in lower case: those of the sentence forms and all used forms of words.</summary>
    public IReadOnlySet<string> Words => words;

    // A role's word is its own, so a class needs as many words as it has roles.
    private static IEnumerable<(WordClass Class, int Roles)> RolesPerClass =>
        Enum.GetValues<Role>().CountBy(role => role.Class()).Select(pair => (pair.Key, pair.Value));

    /// <summary>The smallest lexicon that fills the slots of <paramref name="forms"/>.</summary>
    public static Lexicon Smallest(IReadOnlyList<SentenceForm> forms) => new(forms);

    /// <summary>
    /// The lexicon of at most <paramref name="limit"/> distinct words: hand-written ones from all classes evenly, and when these are used
    /// up, composed ones in fixed shares.
    /// </summary>
    public static Lexicon OfAtMost(int limit, IReadOnlyList<SentenceForm> forms)
    {
        var lexicon = new Lexicon(forms);
        lexicon.Grow(limit, [.. CoreWords.ByClass.Select(pair => new Source(
            pair.Key, pair.Value.Count, pair.Value.Skip(lexicon[pair.Key].Count)))]);
        lexicon.Grow(limit, [.. ComposedWords.ByClass.Select(pair => new Source(pair.Key, pair.Value.Share, pair.Value.Words))]);
        return lexicon;
    }

    /// <summary>The words of one class.</summary>
    public IReadOnlyList<Word> this[WordClass @class] => wordsByClass[@class];

    /// <summary>
    /// Whether the lexicon has words for all roles such that every slot reads as found: so <c>an</c> stands before a vowel, <c>she</c> is a
    /// girl, and two roles of one class are two different words. No sentence form has three roles of one class.
    /// </summary>
    public bool CanFill(IEnumerable<(Slot Slot, string Text)> found)
    {
        var candidates = found.GroupBy(pair => pair.Slot.Role).Select(role => CandidatesFor([.. role])).ToList();
        var certain = candidates.Where(words => words.Count == 1).Select(words => words[0]).ToList();
        return candidates.TrueForAll(words => words.Count > 0) && certain.Distinct().Count() == certain.Count;
    }

    private List<Word> CandidatesFor(IReadOnlyList<(Slot Slot, string Text)> slots) =>
        [.. Find(slots[0].Slot, slots[0].Text).Where(word => slots.All(pair => pair.Slot.Fill(word) == pair.Text))];

    private IReadOnlyList<Word> Find(Slot slot, string text)
    {
        var inner = slot.Capital ? char.ToLowerInvariant(text[0]) + text[1..] : text;
        return wordsByText.TryGetValue((slot.Role.Class(), slot.Form, inner), out var found) ? found : NoWords;
    }

    /// <summary>Takes from the source that is furthest behind its share until all are used up or nothing more fits.</summary>
    private void Grow(int limit, List<Source> sources)
    {
        while (sources.Count > 0)
        {
            var source = sources.MinBy(candidate => candidate.Taken / candidate.Share)!;
            if (source.Next() is { } word && words.Count + NewWords(source.Class, word).Count <= limit)
                Add(source.Class, word);
            else
                sources.Remove(source);
        }
    }

    private HashSet<string> NewWords(WordClass @class, Word word) =>
        [.. usedForms[@class].Select(form => word[form].ToLowerInvariant()).Where(text => !words.Contains(text))];

    private void Add(WordClass @class, Word word)
    {
        words.UnionWith(NewWords(@class, word));
        wordsByClass[@class].Add(word);
        foreach (var form in usedForms[@class])
        {
            var key = (@class, form, word[form]);
            if (!wordsByText.TryGetValue(key, out var same))
                wordsByText.Add(key, same = []);
            same.Add(word);
        }
    }

    /// <summary>A list of words to take from, and how fast compared to the other lists.</summary>
    private sealed class Source(WordClass @class, double share, IEnumerable<Word> words)
    {
        private readonly IEnumerator<Word> left = words.GetEnumerator();

        public WordClass Class => @class;

        public double Share => share;

        public int Taken { get; private set; }

        public Word? Next()
        {
            if (!left.MoveNext())
                return null;
            Taken++;
            return left.Current;
        }
    }
}
