using Cs336.Train.SyntheticText;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class SentenceFormTests
{
    [Theory]
    [InlineData("{hero ran.")]
    [InlineData("{nobody} ran.")]
    [InlineData("{hero:er} ran.")]
    public void A_malformed_template_is_refused(string template) => Assert.Throws<FormatException>(() => SentenceForm.Parse(template));

    [Fact]
    public void A_match_gives_the_words_in_the_slots() =>
        Assert.Equal(
            [
                (new Slot(Role.Hero, WordForm.Subject, Capital: true), "She"),
                (new Slot(Role.Object, WordForm.Plain, Capital: false), "kite"),
            ],
            SentenceForm.Parse("{hero:He} saw the {object}.").Match("She saw the kite."));

    [Theory]
    [InlineData("She saw the kite")]
    [InlineData("She saw the kite. ")]
    [InlineData("She saw a kite.")]
    [InlineData("She saw the .")]
    public void A_different_fixed_text_does_not_match(string sentence) =>
        Assert.Null(SentenceForm.Parse("{hero:He} saw the {object}.").Match(sentence));

    [Theory]
    [InlineData("kite", "a", "kites")]
    [InlineData("apple", "an", "apples")]
    [InlineData("box", "a", "boxes")]
    [InlineData("bench", "a", "benches")]
    [InlineData("cherry", "a", "cherries")]
    [InlineData("tray", "a", "trays")]
    public void A_noun_knows_its_article_and_its_plural(string text, string article, string plural)
    {
        var noun = Word.Noun(text);
        Assert.Equal((article, plural), (noun[WordForm.Article], noun[WordForm.Plural]));
    }

    [Fact]
    public void A_form_that_a_word_lacks_is_refused() => Assert.Throws<ArgumentException>(() => Word.Adjective("kind")[WordForm.Past]);

    [Fact]
    public void No_word_sounds_other_than_its_first_letter_says()
    {
        var lexicon = StoryGrammar.OfAtMost(9_000).Lexicon;
        Assert.All(
            Enum.GetValues<WordClass>().SelectMany(@class => lexicon[@class]),
            word => Assert.DoesNotMatch("^(uni|use|eu|hour|honest|honor|heir|one)", word.ToString()));
    }
}
