using System.Text;
using Cs336.Train.SyntheticText;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class StoryScoreTests
{
    private static readonly StoryGrammar Grammar = StoryGrammar.OfAtMost(600);

    [Fact]
    public void Generated_stories_score_one()
    {
        var generator = new StoryGenerator(Grammar, seed: 3);
        var stories = Enumerable.Range(0, 20).Select(_ =>
        {
            var story = new StringBuilder();
            generator.AppendStory(story);
            return story.ToString();
        });

        var score = StoryScore.Of(stories, Grammar);

        Assert.Equal((1.0, 1.0), (score.WordShare, score.SentenceShare));
        Assert.InRange(score.Sentences, 20 * 8, 20 * 25);
    }

    [Fact]
    public void Unknown_words_and_wrong_sentences_count_against_the_text() =>
        Assert.Equal(
            new StoryScore(Words: 15, KnownWords: 13, Sentences: 3, AcceptedSentences: 1),
            StoryScore.Of(["Now Lily felt glad again. Now Lily felt blorp agian.", "Now felt Lily glad again."], Grammar));

    [Fact]
    public void What_the_end_of_the_text_cut_off_does_not_count() =>
        Assert.Equal(
            new StoryScore(Words: 7, KnownWords: 7, Sentences: 1, AcceptedSentences: 1),
            StoryScore.Of(["Now Lily felt glad again. She felt sa"], Grammar));

    [Fact]
    public void No_text_scores_nothing()
    {
        var score = StoryScore.Of(["", "\n"], Grammar);
        Assert.Equal((0.0, 0.0, 0), (score.WordShare, score.SentenceShare, score.Words));
    }
}
