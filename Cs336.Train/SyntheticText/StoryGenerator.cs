using System.Text;

namespace Cs336.Train.SyntheticText;

/// <summary>An endless sequence of stories, a function of the grammar and the seed alone.</summary>
internal sealed class StoryGenerator(StoryGrammar grammar, ulong seed)
{
    private static readonly Role[] AllRoles = Enum.GetValues<Role>();

    private readonly Word[] cast = new Word[Roles.Count];
    private SplitMix64 random = new(seed);

    /// <summary>Appends the next story: a few paragraphs, one a line, the last without its line end.</summary>
    public void AppendStory(StringBuilder text)
    {
        ChooseCast();
        var plot = StoryForms.Plots[random.Below(StoryForms.Plots.Count)];
        AppendParagraph(text, StoryForms.Opening);
        foreach (var paragraph in plot.Paragraphs)
        {
            text.Append('\n');
            AppendParagraph(text, paragraph);
        }
    }

    private void AppendParagraph(StringBuilder text, IReadOnlyList<Beat> beats)
    {
        var separator = "";
        foreach (var beat in beats)
        {
            foreach (var sentence in beat.Passages[random.Below(beat.Passages.Count)])
            {
                text.Append(separator);
                sentence.AppendTo(text, cast);
                separator = " ";
            }
        }
    }

    private void ChooseCast()
    {
        foreach (var role in AllRoles)
        {
            var words = grammar.Lexicon[role.Class()];
            do
                cast[(int)role] = words[random.Below(words.Count)];
            while (Array.IndexOf(cast, cast[(int)role]) < (int)role);
        }
    }
}
