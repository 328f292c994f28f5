using System.Text;

namespace Cs336.Train.SyntheticText;

/// <summary>A place in a sentence that holds a form of the word that plays <paramref name="Role"/>.</summary>
/// <param name="Role">Whose word it is.</param>
/// <param name="Form">The form of that word.</param>
/// <param name="Capital">Whether its first letter becomes a capital, as at the start of a sentence.</param>
internal readonly record struct Slot(Role Role, WordForm Form, bool Capital)
{
    /// <summary>The slot's text when <paramref name="word"/> fills it.</summary>
    public string Fill(Word word)
    {
        var text = word[Form];
        return Capital ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }
}

/// <summary>A fixed text of a sentence, or a slot.</summary>
internal readonly record struct SentencePart(string Text, Slot? Slot);

/// <summary>
/// One sentence form: fixed text with slots. A slot is written <c>{role}</c> or <c>{role:form}</c>, where the form is shown by an example:
/// <c>a s ed ing he him his himself boy</c>. A capital there asks for a capital in the text: <c>{hero:He} ran to {hero:his} {elder}.</c>
/// </summary>
internal sealed class SentenceForm
{
    private static readonly Dictionary<string, WordForm> FormsByExample = new()
    {
        ["a"] = WordForm.Article,
        ["s"] = WordForm.Plural,
        ["ed"] = WordForm.Past,
        ["ing"] = WordForm.Participle,
        ["he"] = WordForm.Subject,
        ["him"] = WordForm.Object,
        ["his"] = WordForm.Possessive,
        ["himself"] = WordForm.Reflexive,
        ["boy"] = WordForm.Child,
    };

    private readonly SentencePart[] parts;

    private SentenceForm(string template, SentencePart[] parts) => (Template, this.parts) = (template, parts);

    /// <summary>The notation that the form was parsed from.</summary>
    public string Template { get; }

    /// <summary>The fixed texts and slots in reading order.</summary>
    public IReadOnlyList<SentencePart> Parts => parts;

    /// <summary>Reads one sentence form.</summary>
    /// <exception cref="FormatException">A brace is not closed, or the role or the form of a slot does not exist.</exception>
    public static SentenceForm Parse(string template)
    {
        var parts = new List<SentencePart>();
        for (var i = 0; i < template.Length;)
        {
            var open = template.IndexOf('{', i);
            if (open < 0)
                open = template.Length;
            if (open > i)
                parts.Add(new SentencePart(template[i..open], null));
            if (open == template.Length)
                break;
            var close = template.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"The sentence form '{template}' leaves a brace open.");
            parts.Add(new SentencePart("", ParseSlot(template[(open + 1)..close])));
            i = close + 1;
        }

        return new SentenceForm(template, [.. parts]);
    }

    /// <summary>Reads a passage of several sentence forms.</summary>
    /// <exception cref="FormatException">As for <see cref="Parse"/>.</exception>
    public static IReadOnlyList<SentenceForm> ParseAll(string passage) =>
        [.. StoryText.Sentences(passage).Select(sentence => Parse(sentence.Text))];

    /// <summary>Appends the sentence in which <paramref name="cast"/>, indexed by <see cref="Role"/>, fills the slots.</summary>
    public void AppendTo(StringBuilder text, ReadOnlySpan<Word> cast)
    {
        foreach (var part in parts)
            text.Append(part.Slot is { } slot ? slot.Fill(cast[(int)slot.Role]) : part.Text);
    }

    /// <summary>
    /// Lays the form over <paramref name="sentence"/>: the slots and the word that stands in each, or null where the fixed text differs.
    /// Whether these words exist and agree is for the lexicon to say.
    /// </summary>
    public IReadOnlyList<(Slot Slot, string Text)>? Match(string sentence)
    {
        var found = new List<(Slot, string)>();
        var position = 0;
        foreach (var part in parts)
        {
            if (part.Slot is not { } slot)
            {
                if (string.CompareOrdinal(sentence, position, part.Text, 0, part.Text.Length) != 0)
                    return null;
                position += part.Text.Length;
                continue;
            }

            var length = StoryText.WordLength(sentence, position);
            if (length == 0)
                return null;
            found.Add((slot, sentence.Substring(position, length)));
            position += length;
        }

        return position == sentence.Length ? found : null;
    }

    private static Slot ParseSlot(string notation)
    {
        var colon = notation.IndexOf(':');
        var roleName = colon < 0 ? notation : notation[..colon];
        if (!Enum.TryParse<Role>(roleName, ignoreCase: true, out var role))
            throw new FormatException($"The slot {{{notation}}} names the role '{roleName}', which does not exist.");
        if (colon < 0)
            return new Slot(role, WordForm.Plain, Capital: false);
        var example = notation[(colon + 1)..];
        return FormsByExample.TryGetValue(example.ToLowerInvariant(), out var form)
            ? new Slot(role, form, char.IsUpper(example, 0))
            : throw new FormatException($"The slot {{{notation}}} asks for the form '{example}', which does not exist.");
    }
}
