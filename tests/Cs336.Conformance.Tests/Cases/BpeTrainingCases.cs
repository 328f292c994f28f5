using System.Text;
using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Tokenizer;
using Xunit;
using static Cs336.Adapters.Adapters;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>What BPE training counts and learns.</summary>
internal static class BpeTrainingCases
{
    /// <summary>The merges in order; of the vocabulary the set of ids and the set of tokens.</summary>
    public static void TrainBpe(Fixture fixture)
    {
        var (json, corpus) = (fixture.Json, fixture.FileAt(fixture.Json.Text("corpus")));
        Assert.Equal(json.Long("corpus_bytes"), new FileInfo(corpus).Length);
        var (vocab, merges) = RunTrainBpe(corpus, fixture.Params.Int("vocab_size"), fixture.Params.Texts("special_tokens"));

        Assert.Equal(json.Texts("merges_hex"), merges.Select(merge => $"{Hex(merge.Left)} {Hex(merge.Right)}"));
        Assert.Equal(json.Int("n_merges"), merges.Count);
        Assert.Equal(Enumerable.Range(0, json.Int("expected_vocab_size")), vocab.Keys.Order());
        Assert.Equal(json.Texts("vocab_hex").Order(StringComparer.Ordinal), vocab.Values.Select(Hex).Order(StringComparer.Ordinal));
    }

    public static void PreTokenCounts(Fixture fixture) =>
        SubCases.Check(fixture.Json, @case => CheckCounts(fixture, @case));

    private static void CheckCounts(Fixture fixture, JsonElement @case)
    {
        var text = File.ReadAllBytes(fixture.FileAt(@case.Text("file")));
        var counts = BpeTrainer.CountPreTokens(text, @case.Texts("special_tokens"));
        Assert.Equal(@case.Int("distinct"), counts.Count);
        Assert.Equal(@case.Long("total"), counts.Sum(entry => entry.Count));

        var countOf = counts.ToDictionary(entry => Encoding.UTF8.GetString(entry.Bytes.Span), entry => entry.Count);
        var top = @case.Items("top").Select(entry => (Text: entry[0].GetString()!, Count: entry[1].GetInt64())).ToList();
        Assert.All(top, entry => Assert.Equal(entry.Count, countOf.GetValueOrDefault(entry.Text)));
        // Which of equally frequent ones come last among the top is anyone's choice; how frequent they are is not.
        Assert.Equal(top.Select(entry => entry.Count), countOf.Values.OrderDescending().Take(top.Count));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
