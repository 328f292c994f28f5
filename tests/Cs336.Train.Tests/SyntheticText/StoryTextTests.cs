using System.Text.RegularExpressions;
using Cs336.Train.SyntheticText;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class StoryTextTests
{
    [Theory]
    [InlineData("Tim ran. He fell!", "Tim ran.|He fell!")]
    [InlineData("\"Where is it?\" asked Tim. He ran.", "\"Where is it?\" asked Tim.|He ran.")]
    [InlineData("\"Look! A fox,\" said Tim.", "\"Look! A fox,\" said Tim.")]
    [InlineData("\"Thank you!\" said Tim. \"You are kind.\" Ben ran.", "\"Thank you!\" said Tim.|\"You are kind.\"|Ben ran.")]
    [InlineData("He said \"yes\" to Tim. Then he ran.", "He said \"yes\" to Tim.|Then he ran.")]
    [InlineData("Tim ran\nBen ran.", "Tim ran|Ben ran.")]
    [InlineData("\"Look. Tim\nBen ran. He fell.", "\"Look. Tim|Ben ran.|He fell.")]
    public void Sentences_end_where_their_definition_says(string text, string expected) =>
        Assert.Equal(expected.Split('|').Select(sentence => (sentence, true)), StoryText.Sentences(text));

    [Theory]
    [InlineData("Tim ran. He f")]
    [InlineData("Tim ran. \"Look! I")]
    public void Only_the_last_sentence_can_be_cut_off(string text) =>
        Assert.Equal([true, false], StoryText.Sentences(text).Select(sentence => sentence.Complete));

    [Property]
    public Property Sentences_together_hold_every_visible_character() => Prop.ForAll(Texts, text =>
    {
        var sentences = StoryText.Sentences(text).ToList();
        Assert.Equal(WithoutSpace(text), WithoutSpace(string.Concat(sentences.Select(sentence => sentence.Text))));
        Assert.All(sentences.SkipLast(1), sentence => Assert.True(sentence.Complete));
    });

    [Property]
    public Property Words_are_the_runs_of_letters() => Prop.ForAll(Texts, text =>
        Assert.Equal(Regex.Matches(text, @"\p{L}+").Select(match => match.Value.ToLowerInvariant()), StoryText.Words(text)));

    private static Arbitrary<string> Texts =>
        Gen.Elements(" ", "\n", "\"", ".", "!", "?", ",", "a", "Tim", "É", "7", "'").ListOf().Select(string.Concat).ToArbitrary();

    private static string WithoutSpace(string text) => text.Replace(" ", "").Replace("\n", "");
}
