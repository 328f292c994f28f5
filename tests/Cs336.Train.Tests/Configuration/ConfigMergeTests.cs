using System.Text.Json.Nodes;
using Cs336.Model;
using Cs336.Train.Configuration;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Configuration;

public sealed class ConfigMergeTests
{
    /// <summary>Values of three kinds and depths, and what holds where nobody states them.</summary>
    private static readonly (string Path, int[] Values, Func<RunConfig, int> Of, int Otherwise)[] Keys =
    [
        ("keepCheckpoints", [3, 4, 5], config => config.KeepCheckpoints, 2),
        ("training.batchSize", [6, 7, 8], config => config.Training.BatchSize, 32),
        ("training.model.nLayers", [9, 10, 11], config => config.Training.Model.NLayers, 4),
    ];

    [Property(MaxTest = 300)]
    public void The_last_source_that_states_a_value_wins_whatever_subset_of_them_states_it(ushort stated)
    {
        var layers = Enumerable.Range(0, 3).Select(_ => new JsonObject()).ToArray();
        for (var key = 0; key < Keys.Length; key++)
            for (var source = 0; source < layers.Length; source++)
                if ((stated >> (3 * key + source) & 1) != 0)
                    Put(layers[source], Keys[key].Path, Keys[key].Values[source]);

        var config = ConfigMerge.ToConfig(ConfigMerge.Of([Required, .. layers.Select(values => new ConfigLayer(values, path => path))]));

        for (var key = 0; key < Keys.Length; key++)
        {
            var last = Enumerable.Range(0, 3).LastOrDefault(source => (stated >> (3 * key + source) & 1) != 0, -1);
            Assert.Equal(last < 0 ? Keys[key].Otherwise : Keys[key].Values[last], Keys[key].Of(config));
        }
    }

    [Theory]
    [InlineData("""{"training": {"learnigRate": 1}}""", "f: training.learnigRate: there is no such key; did you mean training.learningRate?")]
    [InlineData("""{"training": {"nLayers": 1}}""", "f: training.nLayers: there is no such key; did you mean training.model.nLayers?")]
    [InlineData("""{"steps": 1}""", "f: steps: there is no such key; did you mean training.steps?")]
    [InlineData("""{"xyzzy": 1}""", "f: xyzzy: there is no such key; 'cs336 train --print-config' lists all.")]
    [InlineData("""{"training": 1}""", "f: training: there is no such key")]
    [InlineData("""{"training": {"steps": "many"}}""", "f: training.steps: expected an integer; found 'many'.")]
    [InlineData("""{"training": {"steps": 1.5}}""", "f: training.steps: expected an integer; found '1.5'.")]
    [InlineData("""{"training": {"steps": null}}""", "f: training.steps: expected an integer; found null.")]
    [InlineData("""{"training": {"learningRate": true}}""", "f: training.learningRate: expected a number; found 'true'.")]
    [InlineData("""{"training": {"model": {"norm": "between"}}}""", "f: training.model.norm: expected one of pre, post, none; found 'between'.")]
    [InlineData("""{"training": {"model": {"norm": 1}}}""", "f: training.model.norm: expected one of pre, post, none; found '1'.")]
    [InlineData("""{"training": {"dtype": "fp8"}}""", "f: training.dtype: expected one of float32, bf16, auto; found 'fp8'.")]
    [InlineData("""{"sinks": ["wandb"]}""", "f: sinks: expected a list of tensorboard, csv; found '[\"wandb\"]'.")]
    [InlineData("""{"tf32": "no"}""", "f: tf32: expected true or false; found 'no'.")]
    [InlineData("""{"data": "a.npy"}""", "f: data: expected a list of texts; found 'a.npy'.")]
    [InlineData("""{"training": {"steps": 1, "tokens": 2}}""", "f: training.tokens: expected a number of steps or of tokens; found both.")]
    public void What_a_source_cannot_mean_is_refused_by_name(string json, string said)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigMerge.Of(Layer(json)));
        Assert.StartsWith(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"training": {"steps": 0}}""", "steps must be at least 1; found 0.")]
    [InlineData("""{"training": {"tokens": 0}}""", "tokens must be at least 1; found 0.")]
    [InlineData("""{"keepCheckpoints": 0}""", "keep checkpoints must be at least 1; found 0.")]
    [InlineData("""{"sampleTokens": -1}""", "sample tokens must be at least 0; found -1.")]
    [InlineData("""{"training": {"beta2": 1}}""", "beta2 must be at least 0 and below 1; found 1.")]
    [InlineData("""{"data": ["a:1", "b"]}""", "data: expected a weight for every file, as a:1 has, or for none; found b.")]
    [InlineData("""{"data": ["a:0", "b:1"]}""", "data: expected a positive weight; found a:0.")]
    [InlineData("""{"data": ["a:1"], "training": {"sampling": "epoch"}}""", "data: an epoch takes every window once; expected no weights, found a:1.")]
    public void A_value_out_of_its_range_is_refused_by_name(string json, string said)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigMerge.ToConfig(ConfigMerge.Of(Required, Layer(json))));
        Assert.Equal(said, error.Message);
    }

    [Theory]
    // A batch has 32 sequences of 256 tokens: 8,192 in all.
    [InlineData(1, 1)]
    [InlineData(8_192, 1)]
    [InlineData(8_193, 2)]
    [InlineData(81_920, 10)]
    public void Tokens_are_as_many_steps_as_it_takes(long tokens, long steps) => Assert.Equal(
        steps, ConfigMerge.ToConfig(ConfigMerge.Of(Required, Layer($$$"""{"training": {"tokens": {{{tokens}}}}}"""))).Training.Steps);

    [Fact]
    public void Of_steps_and_tokens_the_later_source_wins()
    {
        var tokens = Layer("""{"training": {"tokens": 81920}}""");
        var steps = Layer("""{"training": {"steps": 3}}""");
        Assert.Equal(3, ConfigMerge.ToConfig(ConfigMerge.Of(Required, tokens, steps)).Training.Steps);
        Assert.Equal(10, ConfigMerge.ToConfig(ConfigMerge.Of(Required, steps, tokens)).Training.Steps);
    }

    private static ConfigLayer Required => Layer("""{"training": {"steps": 100, "model": {"vocabSize": 10}}}""");

    private static ConfigLayer Layer(string json) => new(JsonNode.Parse(json)!.AsObject(), path => $"f: {path}");

    private static void Put(JsonObject values, string path, int value)
    {
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
            values = (JsonObject)(values[part] ??= new JsonObject());
        values[parts[^1]] = value;
    }
}
