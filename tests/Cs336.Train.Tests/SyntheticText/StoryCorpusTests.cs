using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cs336.Train.SyntheticText;
using Cs336.Train.Tokenization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class StoryCorpusTests
{
    private const string Separator = "\n" + SpecialToken.EndOfText + "\n";

    [Property(MaxTest = 30)]
    public Property The_corpus_is_whole_stories_and_just_long_enough() => Prop.ForAll(Lengths, length =>
    {
        var text = Corpus(length, 600, seed: 5);
        Assert.EndsWith(Separator, text, StringComparison.Ordinal);
        var lastStory = text.LastIndexOf(Separator, text.Length - Separator.Length - 1, StringComparison.Ordinal);
        Assert.InRange(length, lastStory + 1, text.Length);
        Assert.All(text.Split(Separator).SkipLast(1), story => Assert.DoesNotContain('<', story));
    });

    [Property(MaxTest = 20)]
    public Property A_longer_corpus_begins_with_the_shorter_one() => Prop.ForAll(Lengths, Lengths, (one, other) =>
        Assert.StartsWith(
            Corpus(Math.Min(one, other), 400, seed: 9), Corpus(Math.Max(one, other), 400, seed: 9), StringComparison.Ordinal));

    [Fact]
    public void The_corpus_depends_on_its_arguments_alone()
    {
        // Recorded runs name their corpus by seed and size only. A change of the grammar changes this hash, and those corpora with it.
        const string Sha256 = "73b7d198fbea634de8e75265808104dacba701470ce5bc0c677173c9ebff0431";
        var text = Corpus(200_000, 600, seed: 336);

        Assert.Equal(Sha256, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }

    [Fact]
    public void Another_seed_tells_other_stories() => Assert.NotEqual(Corpus(2_000, 600, seed: 1), Corpus(2_000, 600, seed: 2));

    [Fact]
    public void The_default_vocabulary_makes_about_7000_distinct_pre_tokens()
    {
        const string Gpt2 = @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
        var text = Corpus(8_000_000, StoryCorpus.DefaultWords, seed: 1);

        var preTokens = Regex.Matches(text, Gpt2).Select(match => match.Value).Distinct().Count();

        Assert.InRange(preTokens, 7_000, 7_700);
    }

    [Fact]
    public void Every_word_and_every_sentence_form_turns_up()
    {
        var grammar = StoryGrammar.OfAtMost(600);
        var stories = Corpus(2_000_000, 600, seed: 1).Split(Separator);

        Assert.Superset(grammar.Words.ToHashSet(), stories.SelectMany(StoryText.Words).ToHashSet());
        var sentences = stories.SelectMany(StoryText.Sentences).Select(sentence => sentence.Text).Distinct().ToList();
        Assert.All(StoryForms.All, form => Assert.Contains(sentences, sentence => form.Match(sentence) is not null));
    }

    [Fact]
    public void Articles_fit_the_words_after_them() =>
        Assert.DoesNotMatch(@"\b([Aa] [aeiou]|[Aa]n [^aeiou])", Corpus(1_000_000, StoryCorpus.DefaultWords, seed: 1));

    [Fact]
    public void Nothing_is_written_for_no_bytes() => Assert.Empty(Corpus(0, 600, seed: 1));

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Corpus(-1, 600, seed: 1));

    [Fact]
    public void Progress_grows_to_the_bytes_written()
    {
        var progress = new Reports();
        using var destination = new MemoryStream();

        var written = StoryCorpus.Write(destination, 300_000, 600, 1, progress);

        Assert.Equal(destination.Length, written);
        Assert.Equal(written, progress.Values[^1]);
        Assert.True(progress.Values.Count > 1);
        Assert.Equal(progress.Values.Order(), progress.Values);
    }

    [Fact]
    public void Cancellation_stops_the_writing()
    {
        using var cancellation = new CancellationTokenSource();
        using var destination = new MemoryStream();
        var progress = new Reports { OnReport = cancellation.Cancel };

        Assert.Throws<OperationCanceledException>(() =>
            StoryCorpus.Write(destination, 10_000_000, 600, 1, progress, cancellation.Token));
        Assert.Single(progress.Values);
    }

    private static Arbitrary<int> Lengths => Gen.Choose(1, 150_000).ToArbitrary();

    private static string Corpus(long bytes, int words, ulong seed)
    {
        using var destination = new MemoryStream();
        StoryCorpus.Write(destination, bytes, words, seed);
        return Encoding.ASCII.GetString(destination.ToArray());
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, it hears of each value at once.</summary>
    private sealed class Reports : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public Action OnReport { get; init; } = () => { };

        public void Report(long value)
        {
            Values.Add(value);
            OnReport();
        }
    }
}
