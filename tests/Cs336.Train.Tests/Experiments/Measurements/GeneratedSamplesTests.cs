using System.Text.Json;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Tests.Commands;
using Cs336.Train.Training;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Measurements;

[Collection(ConsoleCollection.Name)]
public sealed class GeneratedSamplesTests(TinyRun tiny)
{
    [Fact]
    public void Statistics_count_what_the_training_text_has()
    {
        using var corpora = new TinyCorpora();
        var known = new KnownText(corpora.Write("known.txt", "The cat sat on a mat.<|endoftext|>The dog ran."));

        // "bird" and the cut-off "ma" aside all words are known; "cat sat on" follows itself, no triple reaches over <|endoftext|>.
        var found = known.StatisticsOf(["The cat sat on. The cat sat on ma", "mat the dog bird."]);

        Assert.Equal(new TextStatistics(Words: 12, KnownWords: 11, Triples: 8, KnownTriples: 4, DistinctTriples: 6), found);
        Assert.Equal((11 / 12.0, 0.5, 0.75), (found.WordShare, found.TripleShare, found.Distinct));
    }

    [Fact]
    public void No_text_has_no_share() => Assert.Equal(
        (0.0, 0.0, 0.0),
        new TextStatistics(0, 0, 0, 0, 0) is var none ? (none.WordShare, none.TripleShare, none.Distinct) : default);

    [Fact]
    public void Every_setting_gives_texts_that_its_seed_alone_decides()
    {
        var found = Sample();

        Assert.Equal(GeneratedSamples.AllSettings, found.Groups.Select(group => group.Setting));
        Assert.All(found.Groups, group => Assert.InRange(group.First.Tokens, 0, 256));
        Assert.All(found.Groups, group => Assert.Equal(group.Setting.Temperature == 0 ? 1 : 3, group.Count));
        Assert.All(found.Groups, group => Assert.InRange(group.Ended, 0, group.Count));
        // Longer than the context of 16 tokens, since it slides.
        Assert.Contains(found.Groups, group => group.First is { Tokens: 256, EndedItself: false });
        // The same text on both sides, so that all of it is known.
        Assert.Equal((1.0, 1.0), (found.Documents.WordShare, found.Documents.TripleShare));
        Assert.Equal(JsonSerializer.Serialize(found), JsonSerializer.Serialize(Sample()));
    }

    private GeneratedSamples Sample() =>
        GeneratedSamples.Of(new RunDirectory(tiny.Run), tiny.Text, tiny.Text, GeneratedSamples.AllSettings, 3, CancellationToken.None);
}
