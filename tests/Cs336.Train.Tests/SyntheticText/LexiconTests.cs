using Cs336.Train.SyntheticText;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class LexiconTests
{
    private static readonly Lexicon Large = StoryGrammar.OfAtMost(9_000).Lexicon;

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
    public void A_class_holds_each_word_once() =>
        Assert.All(Enum.GetValues<WordClass>(), @class => Assert.Distinct(Large[@class].Select(word => word.ToString())));

    [Fact]
    public void No_word_sounds_other_than_its_first_letter_says() =>
        Assert.All(
            Enum.GetValues<WordClass>().SelectMany(@class => Large[@class]),
            word => Assert.DoesNotMatch("^(uni|use|eu|hour|honest|honor|heir|one)", word.ToString()));
}
