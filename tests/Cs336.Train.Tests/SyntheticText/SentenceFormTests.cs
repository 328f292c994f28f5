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
}
