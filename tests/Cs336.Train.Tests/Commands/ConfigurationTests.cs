using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>Where the values of a run come from, and that each of them arrives.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConfigurationTests(TinyRun tiny)
{
    [Fact]
    public void Options_stand_over_the_file_and_the_file_over_the_preset()
    {
        var file = tiny.File("config.json", Encoding.UTF8.GetBytes($$"""
            // A comment, and a comma too many, are fine.
            { "data": ["{{Path.GetFileName(tiny.CopyOfTokens())}}"], "training": { "batchSize": 3, "learningRate": 0.5, "model": { "dModel": 48 }, } }
            """));

        var config = JsonNode.Parse(tiny.Do("train --print-config --preset quickstart --config {0} --learning-rate 0.25", file).Done())!;

        Assert.Equal([Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileName((string)config["data"]![0]!))], config["data"]!.AsArray().Select(x => (string?)x));
        Assert.Equal((500, 3, 0.25, 0.025), (Int("steps"), Int("batchSize"), Real("learningRate"), Real("minLearningRate")));
        Assert.Equal((48, 128, 320), ((int)config["training"]!["model"]!["dModel"]!, (int)config["training"]!["model"]!["dFf"]!, (int)config["training"]!["model"]!["vocabSize"]!));

        int Int(string key) => (int)config["training"]![key]!;
        double Real(string key) => (double)config["training"]![key]!;
    }

    [Fact]
    public void Printed_configuration_repeats_the_run_bit_for_bit()
    {
        var (printed, run) = (tiny.New("config.json"), tiny.New("run"));
        File.WriteAllText(printed, tiny.Do($"train --print-config --data {{tokens}} {TinyRun.Options}").Done());

        tiny.Do("train --quiet --config {0} --run {1}", printed, run).Done();

        SameRun.Assert(tiny.Run, run);
        Assert.Equal(File.ReadAllText(Path.Combine(tiny.Run, "config.json")), File.ReadAllText(Path.Combine(run, "config.json")));
    }

    [Theory]
    [InlineData("{\"training\": {\"batchSise\": 3}}", 2, "training.batchSise: there is no such key; did you mean training.batchSize?")]
    [InlineData("{\"training\": {\"batchSize\": 0}}", 2, "batch size must be at least 1; found 0.")]
    [InlineData("{\"training\": {\"model\": {\"vocabSize\": 9}}}", 2, "was encoded with 320 ids; found 9.")]
    [InlineData("{\"tokenizerSha256\": \"00\"}", 2, "was encoded with another tokenizer")]
    [InlineData("{\"training\": ", 1, "line 1: the JSON is malformed.")]
    [InlineData("[1]", 1, "expected a configuration, a JSON object.")]
    [InlineData("{\"seed\": 1, \"seed\": 2}", 2, "a key stands twice")]
    public void File_that_means_nothing_is_refused(string content, int exitCode, string said)
    {
        var file = tiny.File("config.json", Encoding.UTF8.GetBytes(content));
        Assert.Contains(said, tiny.Do("train --data {tokens} --run {0} --config {1}", tiny.New("run"), file).Refused(exitCode), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_not_there_is_refused() => Assert.Contains(
        "there is no such file; expected a configuration",
        tiny.Do("train --data {tokens} --run {0} --config {1}", tiny.New("run"), tiny.New("none.json")).Refused(1), StringComparison.Ordinal);

    [Fact]
    public void Ids_without_a_header_train_the_same_model_as_those_with_one()
    {
        var (bin, run) = (tiny.New("ids.bin"), tiny.New("run"));
        // The header has 128 bytes.
        File.WriteAllBytes(bin, File.ReadAllBytes(tiny.Tokens)[128..]);

        tiny.Do($"train --data {{0}} --tokenizer {{tokenizer}} --run {{1}} {TinyRun.Options} --verify-data", bin, run).Done();

        SameRun.Assert(tiny.Run, run);
        Assert.Contains("expected ids ", tiny.Do(
            $"train --data {{0}} --tokenizer {{tokenizer}} --bin-dtype uint32 --run {{1}} {TinyRun.Options}", bin, tiny.New("run")).Refused(1));
    }

    [Fact]
    public void Several_files_are_drawn_from_by_weight_and_each_is_held_out_from()
    {
        var (other, run, again) = (tiny.CopyOfTokens(), tiny.New("run"), tiny.New("run"));
        var line = $"train --data {{tokens}}:3 {{0}}:1 --run {{1}} {TinyRun.Options}";

        Assert.Contains("the last 5 % of ", tiny.Do(line, other, run).Done(), StringComparison.Ordinal);
        tiny.Do(line, other, again).Done();

        SameRun.Assert(run, again);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        Assert.Equal([$"{tiny.Tokens}:3", $"{other}:1"], config["data"]!.AsArray().Select(source => (string?)source));
        tiny.Do("train --resume --extend --steps 8 --run {0} --quiet", run).Done();
    }

    [Theory]
    [InlineData("--sampling epoch")]
    [InlineData("--dtype auto")]
    [InlineData("--log-norms")]
    [InlineData("--sinks csv tensorboard")]
    [InlineData("--sinks none --sample-tokens 0 --keep-checkpoints 1")]
    [InlineData("--micro-batch 1 --cosine-steps 3 --norm-epsilon 1e-6")]
    public void Run_of_any_kind_is_the_same_again_in_one_go_or_resumed(string options)
    {
        var (whole, cut) = (tiny.New("run"), tiny.New("run"));
        var line = $"train --data {{tokens}} --run {{0}} {TinyRun.Options} --checkpoint-interval 1 {options}";
        tiny.Do(line, whole).Done();
        tiny.Do(line, cut).Done();
        foreach (var later in SameRun.Checkpoints(cut).Where(step => step > 5).ToList())
            Directory.Delete(Path.Combine(cut, "checkpoints", $"step-{later:D8}"), recursive: true);

        if (SameRun.Checkpoints(cut).Any())
            tiny.Do("train --resume --run {0} --quiet", cut).Done();

        if (SameRun.Checkpoints(cut).Any())
            SameRun.Assert(whole, cut);
        Assert.Equal(options.Contains("csv", StringComparison.Ordinal), File.Exists(Path.Combine(whole, "metrics.csv")));
        Assert.Equal(!options.Contains("none", StringComparison.Ordinal), Directory.Exists(Path.Combine(whole, "tensorboard")));
        Assert.Equal(options == "--log-norms", File.Exists(Path.Combine(whole, "norms.jsonl")));
    }

    [Fact]
    public void Table_of_measurements_has_a_row_for_each_and_norms_a_row_for_each_evaluation()
    {
        var run = tiny.New("run");
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options} --sinks csv --log-norms", run).Done();

        var table = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        Assert.Equal("step,tokens,seconds,trainLoss,validationLoss,learningRate,gradientNorm,tokensPerSecond,mfu,skipped", table[0]);
        Assert.Equal(File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count(), table.Length - 1);
        var norms = File.ReadAllLines(Path.Combine(run, "norms.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal([0, 2, 4, 6], norms.Select(row => (int)row["step"]!));
        Assert.All(norms, row => Assert.True((double)row["activations"]!["layers.0.attn"]! > 0));
        Assert.All(norms, row => Assert.True((double)row["weights"]!["lm_head.weight"]! > 0));
        Assert.Equal([0, 1, 1, 1], norms.Select(row => Math.Min(1, row["gradients"]!.AsObject().Count)));
    }

    [Fact]
    public void Type_that_was_chosen_when_a_run_began_is_kept()
    {
        var run = tiny.New("run");
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options} --dtype auto", run).Done();
        var chosen = (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!["training"]!["dtype"];
        Assert.Contains(chosen, new[] { "float32", "bf16" });
        tiny.Do("train --resume --dtype auto --run {0} --quiet", run).Done();
    }
}
