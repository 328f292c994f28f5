using System.Text.Json.Nodes;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>A run whose files someone, or a failing disk, has changed: one sentence, and never a wrong model.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DamagedRunTests(TinyRun tiny)
{
    private const string Evaluate = "evaluate --run {0} --data {tokens} --threads 1 --quiet";
    private const string Generate = "generate --run {0} --prompt Once --max-tokens 2 --threads 1";
    private const string Resume = "train --resume --run {0} --quiet";
    private const string State = "checkpoints/step-00000006/state.json";

    [Theory]
    [InlineData("checkpoints/step-00000006/model.safetensors")]
    [InlineData("checkpoints/step-00000006/optimizer.safetensors")]
    [InlineData(State)]
    public void Checkpoint_with_a_truncated_garbled_or_missing_file_is_refused_where_a_model_is_needed_and_passed_over_by_training(string file)
    {
        Action<string>[] damages =
        [
            path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]),
            path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..(int)(new FileInfo(path).Length / 2)]),
            path => File.WriteAllBytes(path, []),
            Garble,
            File.Delete,
        ];
        foreach (var damage in damages)
        {
            var run = tiny.CopyOfRun();
            damage(Path.Combine(run, file));
            foreach (var line in new[] { Evaluate, Generate })
                Assert.Contains(Path.GetFileName(file), tiny.Do(line, run).Refused(1), StringComparison.Ordinal);
            AssertPassedOver(run, Path.GetFileName(file));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("garbage")]
    [InlineData("""{"formatVersion": 2}""")]
    public void State_that_is_none_is_refused_where_a_model_is_needed_and_passed_over_by_training(string content)
    {
        var run = tiny.CopyOfRun();
        File.WriteAllText(Path.Combine(run, State), content);
        foreach (var line in new[] { Evaluate, Generate })
            Assert.Contains("state.json", tiny.Do(line, run).Refused(1), StringComparison.Ordinal);
        AssertPassedOver(run, "state.json");
    }

    [Fact]
    public void Run_whose_checkpoints_are_all_broken_is_refused_and_left_as_it_is()
    {
        var run = tiny.CopyOfRun();
        var checkpoints = Directory.GetDirectories(Path.Combine(run, "checkpoints"));
        foreach (var checkpoint in checkpoints)
            File.Delete(Path.Combine(checkpoint, "state.json"));
        var outcome = tiny.Do(Resume, run);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"none of the {checkpoints.Length} checkpoints is whole", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(checkpoints.Order(), Directory.GetDirectories(Path.Combine(run, "checkpoints")).Order());
    }

    [Fact]
    public void Later_format_is_named() => Assert.Contains(
        "format 2 or older; found format 3",
        tiny.Do(Evaluate, WithState(state => state["formatVersion"] = 3)).Refused(1), StringComparison.Ordinal);

    [Fact]
    public void First_format_which_had_no_fingerprint_of_its_own_is_read() => tiny.Do(Evaluate, WithState(_ => { })).Done();

    [Fact]
    public void Missing_fingerprint_of_a_file_is_refused() =>
        tiny.Do(Evaluate, WithState(state => state["files"]!["model.safetensors"] = null)).Refused(1);

    [Fact]
    public void Sizes_that_are_not_those_of_the_tensors_are_refused() =>
        tiny.Do(Evaluate, WithState(state => state["config"]!["model"]!["dModel"] = 32)).Refused(1);

    [Fact]
    public void Random_state_of_another_length_is_refused_instead_of_ending_the_process() =>
        tiny.Do(Resume, WithState(state => state["torchRandomState"] = "AAAA")).Refused(1);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("garbage")]
    public void Configuration_that_is_none_is_refused(string content)
    {
        var run = tiny.CopyOfRun();
        File.WriteAllText(Path.Combine(run, "config.json"), content);
        Assert.Contains("config.json", tiny.Do(Resume, run).Refused(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"nHeads\": 2", "\"nHeads\": 3")]
    [InlineData("\"dModel\": 16", "\"dModel\": -16")]
    [InlineData("\"threads\": 1", "\"threads\": 0")]
    [InlineData("\"batchSize\": 2", "\"batchSize\": 0")]
    [InlineData("\"evalInterval\": 2", "\"evalInterval\": 0")]
    [InlineData("\"validationFraction\": 0.05", "\"validationFraction\": 5")]
    [InlineData("\"validationFraction\": 0.05", "\"validationFraction\": -1")]
    public void Configuration_that_cannot_be_run_is_refused(string recorded, string edited)
    {
        var run = tiny.CopyOfRun();
        Edit(Path.Combine(run, "config.json"), recorded, edited);
        Assert.Contains("config.json", tiny.Do(Resume, run).Refused(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Malformed_measurement_is_refused_with_its_line(string row)
    {
        var run = tiny.CopyOfRun();
        var path = Path.Combine(run, "metrics.jsonl");
        var lines = File.ReadAllLines(path);
        lines[2] = row;
        File.WriteAllLines(path, lines);
        foreach (var line in new[] { Evaluate, Generate, Resume })
            Assert.Contains("metrics.jsonl, line 3", tiny.Do(line, run).Refused(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Last_measurement_that_a_crash_cut_short_is_left_out()
    {
        var run = tiny.CopyOfRun();
        File.AppendAllText(Path.Combine(run, "metrics.jsonl"), "{\"step\":7,\"tok");
        tiny.Do(Evaluate, run).Done();
        tiny.Do(Resume, run).Done();
        Assert.Equal(File.ReadAllText(Path.Combine(tiny.Run, "metrics.jsonl")), File.ReadAllText(Path.Combine(run, "metrics.jsonl")));
    }

    [Fact]
    public void Run_without_a_checkpoint_is_refused_where_a_model_is_needed()
    {
        var run = tiny.CopyOfRun();
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        foreach (var line in new[] { Evaluate, Generate })
            Assert.Contains("no checkpoint", tiny.Do(line, run).Refused(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("special_tokens.json")]
    public void Garbled_tokenizer_is_refused(string file)
    {
        var run = tiny.CopyOfRun();
        File.WriteAllText(Path.Combine(run, "tokenizer", file), "{\"garbage");
        foreach (var line in new[] { Evaluate, Generate })
            Assert.Contains(file, tiny.Do(line, run).Refused(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_behind_links_is_whole()
    {
        var (real, run) = (tiny.CopyOfRun(), tiny.CopyOfRun());
        var model = "checkpoints/step-00000006/model.safetensors";
        File.Delete(Path.Combine(run, model));
        File.CreateSymbolicLink(Path.Combine(run, model), Path.Combine(real, model));
        tiny.Do(Evaluate, run).Done();
    }

    /// <summary>Training goes on from the checkpoint before, says so, and ends as it did.</summary>
    private void AssertPassedOver(string run, string said)
    {
        var outcome = tiny.Do(Resume, run);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Passed over a broken checkpoint, now ", outcome.Error, StringComparison.Ordinal);
        foreach (var file in new[] { "model.safetensors", "optimizer.safetensors" })
        {
            var name = Path.Combine("checkpoints", "step-00000006", file);
            Assert.Equal(File.ReadAllBytes(Path.Combine(tiny.Run, name)), File.ReadAllBytes(Path.Combine(run, name)));
        }
    }

    private string WithState(Action<JsonNode> change)
    {
        var run = tiny.CopyOfRun();
        var state = JsonNode.Parse(File.ReadAllText(Path.Combine(run, State)))!;
        // Of the first format, so that its own fingerprint does not hide what else is wrong.
        state["formatVersion"] = 1;
        state.AsObject().Remove("sha256");
        change(state);
        File.WriteAllText(Path.Combine(run, State), state.ToJsonString());
        return run;
    }

    private static void Edit(string path, string from, string to)
    {
        var content = File.ReadAllText(path);
        Assert.Contains(from, content, StringComparison.Ordinal);
        File.WriteAllText(path, content.Replace(from, to, StringComparison.Ordinal));
    }

    private static void Garble(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 0x40;
        File.WriteAllBytes(path, bytes);
    }
}
