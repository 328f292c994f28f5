using System.Text;
using Cs336.Train.SyntheticText;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class StoryGrammarTests
{
    private static readonly StoryGrammar Small = StoryGrammar.OfAtMost(600);

    [Property(MaxTest = 60)]
    public Property Every_generated_sentence_is_accepted_and_every_word_known() => Prop.ForAll(WordLimits, Seeds, (limit, seed) =>
    {
        var grammar = StoryGrammar.OfAtMost(limit);
        var story = StoryOf(grammar, seed);
        Assert.All(StoryText.Sentences(story).SkipLast(1), sentence => Assert.True(sentence.Complete, sentence.Text));
        Assert.All(StoryText.Sentences(story), sentence => Assert.True(grammar.AcceptsSentence(sentence.Text), sentence.Text));
        Assert.Subset(grammar.Words.ToHashSet(), StoryText.Words(story).ToHashSet());
    });

    [Property(MaxTest = 40)]
    public Property A_sentence_with_its_words_shuffled_is_rarely_accepted() => Prop.ForAll(Seeds, seed =>
    {
        var random = new SplitMix64(seed);
        var shuffled = StoryText.Sentences(StoryOf(Small, seed)).Select(sentence => Shuffled(sentence.Text, ref random)).ToList();
        Assert.InRange(shuffled.Count(Small.AcceptsSentence), 0, shuffled.Count / 5);
    });

    [Property(MaxTest = 200)]
    public Property Acceptance_equals_membership_in_the_list_of_all_sentences() => Prop.ForAll(Seeds, seed =>
    {
        var random = new SplitMix64(seed);
        var sentence = SmallestLanguage.InOrder[random.Below(SmallestLanguage.InOrder.Count)];
        var words = sentence.Split(' ');
        words[random.Below(words.Length)] = SmallestLanguage.Tokens[random.Below(SmallestLanguage.Tokens.Count)];
        var altered = string.Join(' ', words);

        Assert.True(SmallestLanguage.Grammar.AcceptsSentence(sentence), sentence);
        Assert.Equal(SmallestLanguage.Sentences.Contains(altered), SmallestLanguage.Grammar.AcceptsSentence(altered));
    });

    [Theory]
    [InlineData("Once upon a time, there was an eager girl named Lily.", true)]
    [InlineData("Once upon a time, there was a eager girl named Lily.", false)]
    [InlineData("Once upon a time, there was an eager boy named Lily.", false)]
    [InlineData("Once upon a time, there was an eager kite named Lily.", false)]
    [InlineData("Once upon a time, there was an eager girl named lily.", false)]
    [InlineData("Lily was so happy that she hugged Tim.", true)]
    [InlineData("Lily was so happy that he hugged Tim.", false)]
    [InlineData("Lily was so happy that she hugged Lily.", false)]
    [InlineData("Lily was so happy that she hugged Tim", false)]
    [InlineData("Lily was so  happy that she hugged Tim.", false)]
    [InlineData("Tim clapped his hands.", true)]
    [InlineData("Tim clapped her hands.", false)]
    [InlineData("\"Cherries are my favorite!\" said Tim.", true)]
    [InlineData("\"cherries are my favorite!\" said Tim.", false)]
    [InlineData("\"Cherry are my favorite!\" said Tim.", false)]
    [InlineData("\"Swimming is fun!\" said Tim.", true)]
    [InlineData("\"Swim is fun!\" said Tim.", false)]
    public void Words_in_one_sentence_must_agree(string sentence, bool accepted) =>
        Assert.Equal(accepted, Small.AcceptsSentence(sentence));

    [Property(MaxTest = 30)]
    public Property The_words_fill_the_limit_and_keep_it() => Prop.ForAll(WordLimits, limit =>
        // Up to three new words come with one entry of the lexicon, so two may stay free.
        Assert.InRange(StoryGrammar.OfAtMost(limit).Words.Count, limit - 2, limit));

    [Fact]
    public void A_larger_grammar_has_the_words_of_a_smaller_one() =>
        Assert.Subset(StoryGrammar.OfAtMost(5_000).Words.ToHashSet(), Small.Words.ToHashSet());

    [Fact]
    public void Too_few_words_are_refused_with_the_number_that_is_needed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => StoryGrammar.OfAtMost(StoryGrammar.MinimumWords - 1));
        Assert.Contains($"at least {StoryGrammar.MinimumWords} words", error.Message, StringComparison.Ordinal);
    }

    private static Arbitrary<int> WordLimits => Gen.Choose(StoryGrammar.MinimumWords, 6_000).ToArbitrary();

    private static Arbitrary<ulong> Seeds => Gen.Choose(0, int.MaxValue).Select(seed => (ulong)seed).ToArbitrary();

    private static string StoryOf(StoryGrammar grammar, ulong seed)
    {
        var story = new StringBuilder();
        new StoryGenerator(grammar, seed).AppendStory(story);
        return story.ToString();
    }

    private static string Shuffled(string sentence, ref SplitMix64 random)
    {
        var words = sentence.Split(' ');
        for (var i = words.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (words[i], words[j]) = (words[j], words[i]);
        }

        return string.Join(' ', words);
    }

    /// <summary>The naive oracle: the smallest grammar's language, written out by trying every word in every role.</summary>
    private static class SmallestLanguage
    {
        public static readonly StoryGrammar Grammar = StoryGrammar.OfAtMost(StoryGrammar.MinimumWords);
        public static readonly IReadOnlyList<string> InOrder = [.. StoryForms.All.SelectMany(AllSentencesOf).Distinct()];
        public static readonly HashSet<string> Sentences = [.. InOrder];
        public static readonly IReadOnlyList<string> Tokens = [.. InOrder.SelectMany(sentence => sentence.Split(' ')).Distinct()];

        private static IEnumerable<string> AllSentencesOf(SentenceForm form)
        {
            var roles = form.Parts.Select(part => part.Slot?.Role).OfType<Role>().Distinct().ToArray();
            return AllCasts(roles).Select(cast =>
            {
                var text = new StringBuilder();
                form.AppendTo(text, cast);
                return text.ToString();
            });
        }

        private static IEnumerable<Word[]> AllCasts(ReadOnlyMemory<Role> roles)
        {
            if (roles.IsEmpty)
                return [new Word[Roles.Count]];
            var role = roles.Span[0];
            return from cast in AllCasts(roles[1..])
                   from word in Grammar.Lexicon[role.Class()]
                   where !cast.Contains(word)
                   select cast.Select((other, i) => i == (int)role ? word : other).ToArray();
        }
    }
}
