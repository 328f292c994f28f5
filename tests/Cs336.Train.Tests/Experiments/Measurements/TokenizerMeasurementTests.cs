using System.Text;
using Cs336.Tokenizer;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Tokenization;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Measurements;

public sealed class TokenizerMeasurementTests : IDisposable
{
    private readonly TinyCorpora corpora = new();

    public void Dispose() => corpora.Dispose();

    [Fact]
    public void A_profile_accounts_for_all_of_the_time_and_leaves_the_tokenizer_that_it_tells_of()
    {
        var directory = Path.Combine(corpora.Scratch, "tokenizer");

        var found = TokenizerProfile.Take(corpora.TrainText(Corpus.TinyStories), 400, directory, quiet: true, CancellationToken.None);

        Assert.Equal(found.Seconds, found.Phases.Sum(phase => phase.Seconds), tolerance: 1e-3);
        Assert.All(found.Phases, phase => Assert.True(phase.Seconds >= 0 && phase.ProcessorSeconds >= 0));
        Assert.True(found.MemoryPeak >= found.MemoryBefore / 2 && found.MemoryBefore > 1_000_000);
        Assert.All(new[] { found.Counting, found.Merging }, curve =>
        {
            Assert.Equal(curve.OrderBy(point => point.Seconds).ThenBy(point => point.Share), curve);
            Assert.Equal(1, curve[^1].Share);
            Assert.InRange(curve.Count, 1, 45);
        });
        var expected = BpeTokenizer.Load(corpora.Tokenizer(Corpus.TinyStories));
        var written = BpeTokenizer.Load(directory);
        Assert.Equal(expected.Vocabulary.Select(Spelled), written.Vocabulary.Select(Spelled));
        Assert.Equal((400, 400 - 257), (found.Tokens, found.Kinds.Learned));
        Assert.Equal(found.Longest.Max(token => token.Bytes), found.Longest[0].Bytes);
    }

    [Fact]
    public void Kinds_of_tokens_are_what_the_tokens_consist_of()
    {
        // "ab", " ab", "12", "é" and the first two bytes of "牛", which 牜 shares.
        var tokenizer = TokenizerOf("ab", " ab", "12", "é").Append(Encoding.UTF8.GetBytes("牛")[..2]);

        var kinds = VocabularyKinds.Of(Tokenizer(tokenizer));

        Assert.Equal(new VocabularyKinds(5, LeadingBlank: 1, Letters: 2, Digits: 1, NonAscii: 2, Fragments: 1, MeanBytes: 11 / 5.0), kinds);
    }

    [Fact]
    public void A_vocabulary_shares_all_tokens_with_itself_and_the_common_ones_with_another()
    {
        var first = Tokenizer(TokenizerOf("ab", "abc", "xy"));
        var second = Tokenizer(TokenizerOf("ab", "longer"));

        var same = VocabularyOverlap.Of(first, first);
        var other = VocabularyOverlap.Of(first, second);

        Assert.Equal((3, 3, 3), (same.First, same.Second, same.Shared));
        Assert.Empty(same.LongestOfFirstAlone.Concat(same.LongestOfSecondAlone));
        Assert.Equal(1, other.Shared);
        Assert.Equal(["abc", "xy"], other.LongestOfFirstAlone);
        Assert.Equal("longer", other.LongestOfSecondAlone[0]);
    }

    [Theory]
    [InlineData(" the", PreTokenKinds.LowerCaseWords)]
    [InlineData("'s", PreTokenKinds.LowerCaseWords)]
    [InlineData(" Lily", PreTokenKinds.OtherWords)]
    [InlineData(" 1948", PreTokenKinds.Numbers)]
    [InlineData(".\"", PreTokenKinds.Punctuation)]
    [InlineData("'", PreTokenKinds.Punctuation)]
    [InlineData("\n\n", PreTokenKinds.WhiteSpace)]
    [InlineData(" ", PreTokenKinds.WhiteSpace)]
    [InlineData(" naïve", PreTokenKinds.NonAscii)]
    public void Pre_tokens_have_a_kind(string preToken, string kind) => Assert.Equal(kind, PreTokenKinds.Of(preToken));

    [Fact]
    public void Documents_are_drawn_without_repetition_and_by_the_seed_alone()
    {
        var all = Enumerable.Range(0, 50).Select(i => $"document {i}").ToList();
        var path = corpora.Write("documents.txt", string.Join($"\n{SpecialToken.EndOfText}\n", all.Append(" \n")));

        var drawn = DocumentSample.Of(path, 10, seed: 5);

        Assert.Equal(50, drawn.InText);
        Assert.Equal(10, drawn.Documents.Distinct().Count());
        Assert.Equal(all.Where(drawn.Documents.Contains), drawn.Documents);
        Assert.Equal(drawn.Documents, DocumentSample.Of(path, 10, seed: 5).Documents);
        Assert.NotEqual(drawn.Documents, DocumentSample.Of(path, 10, seed: 6).Documents);
        Assert.Equal(all, DocumentSample.Of(path, 1000, seed: 5).Documents);
    }

    [Fact]
    public void Compression_adds_up_and_the_own_tokenizer_is_the_better_one()
    {
        var (own, other) = (LoadedFor(Corpus.TinyStories), LoadedFor(Corpus.OpenWebText));
        var (text, otherText) = (corpora.ValidText(Corpus.TinyStories), corpora.ValidText(Corpus.OpenWebText));

        var found = Compression.Of(text, otherText, own, other, documents: 10, seed: 1);

        Assert.Equal(10, found.Documents.Count);
        Assert.True(found.AllDocuments.OwnRatio > found.AllDocuments.OtherRatio);
        var special = SpecialToken.EndOfText;
        var whole = File.ReadAllText(text);
        Assert.Equal(Encoding.UTF8.GetByteCount(whole.Replace(special, "", StringComparison.Ordinal)), found.Text.Bytes);
        Assert.Equal(own.Encode(whole).Count(id => own.Decode([id]) != special), found.Text.OwnTokens);
        Assert.Equal(other.Encode(whole).Count(id => other.Decode([id]) != special), found.Text.OtherTokens);
        Assert.Equal(found.Text.OtherTokens, found.Kinds.Sum(kind => kind.Size.OtherTokens));
        Assert.InRange(found.Unseen.MoreTokens, 1, found.Text.MoreTokens);
        Assert.All(found.Splits, split => Assert.Equal(split.Text, string.Concat(split.Own)));
        Assert.All(found.Splits, split => Assert.True(split.Other.Count > split.Own.Count));
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(found), System.Text.Json.JsonSerializer.Serialize(
            Compression.Of(text, otherText, own, other, documents: 10, seed: 1)));
    }

    [Fact]
    public void A_data_set_is_what_encoding_gives_and_leaves_nothing_behind()
    {
        var tokenizer = LoadedFor(Corpus.OpenWebText);
        var ids = tokenizer.Encode(File.ReadAllBytes(corpora.ValidText(Corpus.OpenWebText)));

        var found = EncodedDataset.Of(
            "valid", corpora.Tokenizer(Corpus.OpenWebText), corpora.ValidText(Corpus.OpenWebText), corpora.Scratch, quiet: true, CancellationToken.None);

        Assert.Equal((ids.Length, ids.Max(), 2), (found.Tokens, found.LargestId, found.BytesPerId));
        Assert.Equal(128 + (2 * found.Tokens), found.FileBytes);
        Assert.DoesNotContain(Directory.GetFiles(corpora.Scratch), file => file.EndsWith(".npy", StringComparison.Ordinal));
    }

    [Fact]
    public void Speed_is_that_of_all_bytes_whatever_the_threads()
    {
        var text = corpora.TrainText(Corpus.TinyStories);

        var found = EncodingSpeed.Of(corpora.Tokenizer(Corpus.TinyStories), text, CancellationToken.None);

        Assert.Equal(1, found.Rates[0].Threads);
        var tokens = LoadedFor(Corpus.TinyStories).Encode(File.ReadAllBytes(text)).Length;
        Assert.All(found.Rates, rate => Assert.Equal((new FileInfo(text).Length, tokens), (rate.Bytes, rate.Tokens)));
        Assert.All(found.Rates, rate => Assert.True(rate.BytesPerSecond > 0));
    }

    private BpeTokenizer LoadedFor(Corpus corpus) => BpeTokenizer.Load(corpora.Tokenizer(corpus));

    private static (int, string) Spelled(KeyValuePair<int, ReadOnlyMemory<byte>> token) => (token.Key, Convert.ToHexString(token.Value.Span));

    private static IEnumerable<byte[]> TokenizerOf(params string[] tokens) => tokens.Select(Encoding.UTF8.GetBytes);

    /// <summary>A tokenizer of the 256 bytes and these tokens, which it never merges.</summary>
    private static BpeTokenizer Tokenizer(IEnumerable<byte[]> tokens) => BpeTokenizer.Create(
        Enumerable.Range(0, 256).Select(value => new[] { (byte)value }).Concat(tokens)
            .Select((bytes, id) => KeyValuePair.Create(id, (ReadOnlyMemory<byte>)bytes)),
        [],
        []);
}
