using System.Text.Json;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336 account</c>: the figures of the assignment's problems, in three forms, and what it refuses.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class AccountTests(TinyRun tiny)
{
    private static Outcome Account(params string[] options) => Outcome.Of(["account", .. options]);

    private static JsonElement Json(params string[] options) =>
        JsonDocument.Parse(Account([.. options, "--json"]).Done()).RootElement;

    [Theory]
    [InlineData("gpt2-small", 190_460_160, 349_630_365_696)]
    [InlineData("gpt2-medium", 505_629_696, 1_033_109_504_000)]
    [InlineData("gpt2-large", 1_072_469_760, 2_257_754_521_600)]
    [InlineData("gpt2-xl", 2_127_057_600, 4_513_336_524_800)]
    [InlineData("tinystories-17m", 22_696_448, 9_533_652_992)]
    [InlineData("owt", 45_224_448, 15_300_820_992)]
    [InlineData("tinystories-low-resource", 22_696_448, 9_533_652_992)]
    public void Every_preset_is_accounted_for(string preset, long parameters, long forwardFlops)
    {
        var account = Json("--preset", preset);
        Assert.Equal(preset, account.GetProperty("name").GetString());
        Assert.Equal(parameters, account.GetProperty("parameters").GetProperty("total").GetInt64());
        Assert.Equal(4 * parameters, account.GetProperty("parameters").GetProperty("float32Bytes").GetInt64());
        Assert.Equal(2 * parameters, account.GetProperty("parameters").GetProperty("bf16Bytes").GetInt64());
        var forward = account.GetProperty("forward");
        Assert.Equal(forwardFlops, forward.GetProperty("flops").GetInt64());
        Assert.Equal(forwardFlops, forward.GetProperty("products").EnumerateArray().Sum(product => product.GetProperty("flops").GetInt64()));
        Assert.Equal(1, forward.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("share").GetDouble()), 1e-12);
    }

    [Fact]
    public void The_assignments_problem_of_training_xl_is_answered()
    {
        var account = Json("--preset", "gpt2-xl", "--memory-budget", "80GB", "--mfu", "0.5", "--peak", "19.5e12");
        var float32 = account.GetProperty("memory").GetProperty("dTypes")[0];
        Assert.Equal("float32", float32.GetProperty("dType").GetString());
        Assert.Equal(8_508_230_400, float32.GetProperty("parameterBytes").GetInt64());
        Assert.Equal(8_508_230_400, float32.GetProperty("gradientBytes").GetInt64());
        Assert.Equal(17_016_460_800, float32.GetProperty("momentBytes").GetInt64());
        Assert.Equal(15_517_753_344, float32.GetProperty("activationBytesPerSequence").GetInt64());
        Assert.Equal(2, float32.GetProperty("largestBatch").GetInt64());
        var readings = account.GetProperty("memory").GetProperty("readings").EnumerateArray();
        Assert.Equal([2, 3, 2, 2], readings.Select(reading => reading.GetProperty("largestBatch").GetInt32()));

        var training = account.GetProperty("training");
        Assert.Equal((1024, 400_000), (training.GetProperty("batchSize").GetInt32(), training.GetProperty("steps").GetInt32()));
        Assert.Equal(13_864_969_804_185_600, training.GetProperty("flopsPerStep").GetInt64());
        Assert.Equal(29_778_806_400, training.GetProperty("adamWFlopsPerStep").GetInt64());
        Assert.Equal(6583.556412243875, training.GetProperty("days").GetDouble(), 1e-6);
        Assert.Equal(4_513_336_524_800 * 3 / 1024, training.GetProperty("flopsPerToken").GetInt64());
    }

    [Fact]
    public void Options_go_over_the_preset()
    {
        var account = Json(
            "--preset", "gpt2-xl", "--context-length", "16384", "--batch-size", "4", "--steps", "10", "--peak", "1P", "--mfu", "1");
        Assert.Equal(149_522_795_724_800, account.GetProperty("forward").GetProperty("flops").GetInt64());
        var training = account.GetProperty("training");
        Assert.Equal(10 * 4 * 16_384, training.GetProperty("tokens").GetInt64());
        Assert.Equal(10 * 4 * 3 * 149_522_795_724_800 / 1e15, training.GetProperty("seconds").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData()]
    [InlineData("--markdown")]
    public void People_read_the_same_figures(params string[] form)
    {
        var said = Account(["--preset", "tinystories-17m", .. form]).Done();
        string[] expected =
        [
            "22,696,448", "without token embeddings", "17,576,448", "without embeddings and head", "12,456,448", "90,785,792 (90.79 MB)",
            "layers.0-3.attn.q_proj", "[256, 512] × [512, 512]", "16 × [256, 32] × [32, 256]", "lm_head", "9,533,652,992", "44.3 %",
            "largest batch in 80 GB", "327,680,000 tokens", "50 % of 19.5 TFLOP/s", "Conventions",
        ];
        Assert.All(expected, text => Assert.Contains(text, said, StringComparison.Ordinal));
    }

    [Fact]
    public void Markdown_tables_are_whole()
    {
        var lines = Account("--preset", "gpt2-small", "--markdown").Done().Split('\n');
        Assert.StartsWith("# gpt2-small: 12 layers", lines[0], StringComparison.Ordinal);
        foreach (var rule in Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("|---|", StringComparison.Ordinal)))
        {
            var table = lines.Skip(rule - 1).TakeWhile(line => line.StartsWith('|')).ToList();
            Assert.True(table.Count > 2);
            Assert.Single(table.Select(line => line.Count(c => c == '|')).Distinct());
        }
        Assert.Equal(4, lines.Count(line => line.StartsWith("|---|", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_is_accounted_for_by_its_configuration()
    {
        var run = Path.Combine(tiny.Run, "config.json");
        var account = Json("--config", run);
        Assert.Equal(TinyRun.VocabSize, account.GetProperty("model").GetProperty("vocabSize").GetInt32());
        Assert.Equal((2, 6), (
            account.GetProperty("training").GetProperty("batchSize").GetInt32(), account.GetProperty("training").GetProperty("steps").GetInt32()));
        Assert.Equal(run, account.GetProperty("name").GetString());
    }

    [Fact]
    public void Sizes_alone_or_a_training_configuration_can_be_accounted_for_too()
    {
        var sizes = tiny.File("sizes.json", """{ "vocabSize": 7, "contextLength": 3, "dModel": 4, "nHeads": 2, "dFf": 5, "nLayers": 1 }"""u8);
        var account = Json("--config", sizes);
        Assert.Equal(192, account.GetProperty("parameters").GetProperty("total").GetInt64());
        Assert.False(account.GetProperty("training").TryGetProperty("days", out _));
        Assert.Contains("--steps", Account("--config", sizes).Done(), StringComparison.Ordinal);
        Assert.True(Json("--config", sizes, "--steps", "3").GetProperty("training").TryGetProperty("days", out _));

        var training = tiny.File("training.json", """{ "model": { "vocabSize": 7, "tiedHead": true }, "steps": 3, "batchSize": 5 }"""u8);
        var figures = Json("--config", training);
        Assert.Equal(0, figures.GetProperty("parameters").GetProperty("head").GetInt64());
        Assert.Equal(5, figures.GetProperty("training").GetProperty("batchSize").GetInt32());
        Assert.Contains("tied to the embeddings", Account("--config", training).Done(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_without_room_for_one_sequence_says_what_one_takes()
    {
        var said = Account("--preset", "gpt2-xl", "--memory-budget", "24GB").Done();
        Assert.Contains("24 GB has no room for a single sequence in float32, which takes 49.55 GB.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--preset: expected one of gpt2-small, gpt2-medium, gpt2-large, gpt2-xl, quickstart, tinystories-17m,", "--preset", "gpt3")]
    [InlineData(1, "there is no such file", "--config", "/nowhere/config.json")]
    [InlineData(2, "exceed 64 bits; expected", "--preset", "gpt2-xl", "--context-length", "2147483647", "--batch-size", "2147483647")]
    public void What_cannot_be_accounted_for_is_refused(int exitCode, string said, params string[] options) =>
        Assert.Contains(said, Account(options).Refused(exitCode), StringComparison.Ordinal);

    [Theory]
    [InlineData(1, "the JSON is malformed", "{ \"vocabSize\": ")]
    [InlineData(1, "at $.vocabSize", "{ \"vocabSize\": \"many\" }")]
    [InlineData(1, "at $.d_model", "{ \"vocabSize\": 7, \"d_model\": 4 }")]
    [InlineData(2, "expected a run's config.json", "{ \"vocab_size\": 7 }")]
    [InlineData(2, "expected a run's config.json", "[]")]
    [InlineData(2, "d_model must be divisible by n_heads", "{ \"vocabSize\": 7, \"dModel\": 10, \"nHeads\": 4 }")]
    public void A_file_that_is_no_configuration_is_refused(int exitCode, string said, string content)
    {
        var file = tiny.File("config.json", System.Text.Encoding.UTF8.GetBytes(content));
        Assert.Contains(said, Account("--config", file).Refused(exitCode), StringComparison.Ordinal);
    }
}
