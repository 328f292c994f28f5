namespace Cs336.Train.SyntheticText;

/// <summary>The kinds of words that a slot of a sentence can hold.</summary>
internal enum WordClass
{
    Name, Elder, Trait, Quality, Weather, Glad, Sad, Scared, Number, Object, Place, Spot, Food, Animal, Activity,
}

/// <summary>What agrees with a word, or what the word becomes: each is one word of text.</summary>
internal enum WordForm
{
    /// <summary>The word itself.</summary>
    Plain,

    /// <summary>Its indefinite article: <c>a</c> or <c>an</c>.</summary>
    Article,

    /// <summary>The plural of a noun.</summary>
    Plural,

    /// <summary>The past tense of a verb.</summary>
    Past,

    /// <summary>The present participle of a verb.</summary>
    Participle,

    /// <summary><c>he</c> or <c>she</c>.</summary>
    Subject,

    /// <summary><c>him</c> or <c>her</c>.</summary>
    Object,

    /// <summary><c>his</c> or <c>her</c>.</summary>
    Possessive,

    /// <summary><c>himself</c> or <c>herself</c>.</summary>
    Reflexive,

    /// <summary><c>boy</c> or <c>girl</c>.</summary>
    Child,
}

/// <summary>A word of the lexicon with all that agrees with it. Words are compared by identity.</summary>
internal sealed class Word
{
    private static readonly int FormCount = Enum.GetValues<WordForm>().Length;

    private readonly string?[] forms = new string?[FormCount];

    private Word(string text) => forms[(int)WordForm.Plain] = text;

    /// <summary>The text of one form.</summary>
    /// <exception cref="ArgumentException">The word has no such form, as a verb has no plural.</exception>
    public string this[WordForm form]
    {
        get => forms[(int)form] ?? throw new ArgumentException($"The word '{this}' has no form {form}.", nameof(form));
        private init => forms[(int)form] = value;
    }

    /// <summary>An adjective or a numeral.</summary>
    public static Word Adjective(string text) => new(text) { [WordForm.Article] = ArticleOf(text) };

    /// <summary>A countable noun with a regular plural.</summary>
    public static Word Noun(string text) => new(text) { [WordForm.Article] = ArticleOf(text), [WordForm.Plural] = PluralOf(text) };

    /// <summary>A verb, from its three principal parts.</summary>
    public static Word Verb(string text, string past, string participle) =>
        new(text) { [WordForm.Past] = past, [WordForm.Participle] = participle };

    /// <summary>A girl's name, or what a woman of the family is called.</summary>
    public static Word Female(string text) => Person(text, "she", "her", "her", "herself", "girl");

    /// <summary>A boy's name, or what a man of the family is called.</summary>
    public static Word Male(string text) => Person(text, "he", "him", "his", "himself", "boy");

    /// <inheritdoc />
    public override string ToString() => this[WordForm.Plain];

    private static Word Person(string text, string subject, string @object, string possessive, string reflexive, string child) => new(text)
    {
        [WordForm.Subject] = subject,
        [WordForm.Object] = @object,
        [WordForm.Possessive] = possessive,
        [WordForm.Reflexive] = reflexive,
        [WordForm.Child] = child,
    };

    // By spelling: the lexicon holds no word like "unicorn" or "hour", whose sound disagrees with its first letter.
    private static string ArticleOf(string text) => "aeiou".Contains(text[0]) ? "an" : "a";

    private static string PluralOf(string text) => text switch
    {
        [.., 's' or 'x'] or [.., 'c' or 's', 'h'] => text + "es",
        [.., not ('a' or 'e' or 'o' or 'u'), 'y'] => text[..^1] + "ies",
        _ => text + "s",
    };
}
