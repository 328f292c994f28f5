using System.Text.Json;
using Xunit;

namespace Cs336.Train.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class JourneyTests(TinyRun tiny)
{
    [Fact]
    public void Synthetic_text_is_the_same_for_the_same_seed_only()
    {
        byte[] Synth(string seed)
        {
            var path = tiny.New("synth.txt");
            tiny.Do("data synth --kind stories --out {0} --megabytes 0.05 --words 300 --quiet --seed {1}", path, seed).Done();
            return File.ReadAllBytes(path);
        }

        var text = Synth("7");
        Assert.InRange(text.Length, 50_000, 52_000);
        Assert.Equal(text, Synth("7"));
        Assert.NotEqual(text, Synth("8"));
    }

    [Fact]
    public void Decoding_gives_back_the_encoded_file_byte_for_byte()
    {
        byte[] odd = [0xEF, 0xBB, 0xBF, .. "\r\n\0 <|endoftext|><|endoftext|> né 𝄞 "u8, 0xFF, 0xC3, 0x28, 0xF0, 0x9F];
        foreach (var text in new[] { tiny.Text, tiny.File("odd.txt", odd) })
        {
            var (ids, back) = (tiny.New("ids.npy"), tiny.New("back.txt"));
            tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet", text, ids).Done();
            tiny.Do("tokenizer decode --tokenizer {tokenizer} --input {0} --out {1}", ids, back).Done();
            Assert.Equal(File.ReadAllBytes(text), File.ReadAllBytes(back));
        }
    }

    [Fact]
    public void Decoding_without_a_file_to_write_goes_to_standard_output()
    {
        using var process = Cs336Process.Start(tiny.Words("tokenizer decode --tokenizer {tokenizer} --input {tokens}"));
        Assert.Equal(File.ReadAllText(tiny.Text), process.End().Done());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Ids_do_not_depend_on_the_number_of_threads(string threads)
    {
        var ids = tiny.New("ids.npy");
        tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {text} --out {0} --quiet --threads {1}", ids, threads).Done();
        Assert.Equal(File.ReadAllBytes(tiny.Tokens), File.ReadAllBytes(ids));
    }

    [Theory]
    [InlineData("--norm post --feed-forward silu --tied-head", "\"dFf\": 64")]
    [InlineData("--norm none --positions none", "\"positions\": \"none\"")]
    public void Variants_are_trained_evaluated_sampled_and_recorded(string variant, string recorded)
    {
        var run = tiny.New("run");
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options} {variant}", run).Done();
        tiny.Do("evaluate --run {0} --data {tokens} --threads 1 --quiet", run).Done();
        tiny.Do("generate --run {0} --prompt Once --max-tokens 3 --threads 1", run).Done();

        Assert.Contains(recorded, File.ReadAllText(Path.Combine(run, "config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Training_says_what_it_holds_out_what_is_to_be_beaten_and_what_came_out()
    {
        Assert.Equal("", tiny.Trained.Error);
        var lines = tiny.Trained.Output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"the last 5 % of .*tokens\.npy: [\d,]+ tokens that are never sampled\.", lines[0]);
        Assert.Matches(@"unigram frequencies: \d\.\d{4} nats\.", lines[1]);
        Assert.Matches(@"^6 steps done; lowest validation loss \d\.\d{4} nats at step \d", lines[2]);
    }

    [Fact]
    public void Same_command_trains_the_same_model()
    {
        var run = tiny.New("run");
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options}", run).Done();
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(tiny.Checkpoint, "model.safetensors")),
            File.ReadAllBytes(Path.Combine(run, "checkpoints", "step-00000006", "model.safetensors")));
    }

    [Fact]
    public void Evaluation_says_the_same_to_people_and_to_programs()
    {
        var human = tiny.Do("evaluate --run {run} --data {tokens} --threads 1 --quiet").Done();
        using var json = JsonDocument.Parse(tiny.Do("evaluate --run {run} --data {tokens} --threads 1 --json").Done());
        var result = json.RootElement;

        Assert.Equal(
            ["checkpoint", "step", "data", "tokens", "loss", "perplexity", "bitsPerByte"],
            result.EnumerateObject().Select(property => property.Name));
        Assert.Equal(6, result.GetProperty("step").GetInt64());
        var (loss, tokens) = (result.GetProperty("loss").GetDouble(), result.GetProperty("tokens").GetInt64());
        Assert.Equal(Math.Exp(loss), result.GetProperty("perplexity").GetDouble(), 1e-9 * Math.Exp(loss));
        var bits = loss * tokens / Math.Log(2) / new FileInfo(tiny.Text).Length;
        // The file's first token is not predicted, so its bytes are not counted.
        Assert.Equal(bits, result.GetProperty("bitsPerByte").GetDouble(), 1e-3 * bits);
        Assert.Contains(FormattableString.Invariant($"{tokens:N0} tokens, loss {loss:F4} nats per token"), human, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"perplexity {Math.Exp(loss):F2}"), human, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_does_not_depend_on_the_batch_size()
    {
        double Loss(int batchSize)
        {
            var line = $"evaluate --run {{run}} --data {{tokens}} --threads 1 --json --batch-size {batchSize}";
            using var json = JsonDocument.Parse(tiny.Do(line).Done());
            return json.RootElement.GetProperty("loss").GetDouble();
        }

        Assert.Equal(Loss(7), Loss(64), 1e-6);
    }

    [Fact]
    public void A_run_and_its_best_checkpoint_say_the_same()
    {
        const string Line = "--prompt Once --max-tokens 8 --threads 1";
        var ofRun = tiny.Do($"generate --run {{run}} {Line}");
        var ofCheckpoint = tiny.Do($"generate --checkpoint {{checkpoint}} {Line}");
        Assert.Equal(ofRun.Done(), ofCheckpoint.Done());
        Assert.Matches(@"^Checkpoint: step 6, the lowest validation loss, \d\.\d{4}\.\s*$", ofRun.Error);
        Assert.Contains(tiny.Checkpoint, ofCheckpoint.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_text_is_decided_by_the_seed_unless_it_is_greedy()
    {
        string Generate(string options) => tiny.Do($"generate --run {{run}} --prompt Once --max-tokens 12 --threads 1 {options}").Done();

        Assert.Equal(Generate("--seed 1"), Generate("--seed 1"));
        Assert.NotEqual(Generate("--seed 1"), Generate("--seed 2"));
        Assert.Equal(Generate("--seed 1 --temperature 0"), Generate("--seed 2 --temperature 0"));
    }

    [Fact]
    public void Generated_ids_come_as_json_and_are_those_of_the_text()
    {
        const string Line = "generate --run {run} --prompt Once --max-tokens 6 --temperature 0 --threads 1";
        using var json = JsonDocument.Parse(tiny.Do($"{Line} --json").Done());
        var ids = json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        var tokenizer = Cs336.Tokenizer.BpeTokenizer.Load(tiny.Tokenizer);
        Assert.Equal(tokenizer.Encode("Once"), json.RootElement.GetProperty("promptIds").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(tokenizer.Decode(ids), json.RootElement.GetProperty("text").GetString());
        Assert.Equal(tiny.Do(Line).Done().TrimEnd('\r', '\n'), json.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void Generation_ends_with_the_context_and_says_so()
    {
        var generated = tiny.Do("generate --run {run} --prompt Once --max-tokens 100 --temperature 0 --threads 1");
        generated.Done();
        Assert.Contains("context of 16 tokens is full", generated.Error, StringComparison.Ordinal);
        var short_ = tiny.Do("generate --run {run} --prompt Once --max-tokens 2 --temperature 0 --threads 1");
        Assert.DoesNotContain("full", short_.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_prompt_begins_a_document() =>
        Assert.NotEmpty(tiny.Do("generate --run {run} --prompt= --max-tokens 4 --threads 1").Done().TrimEnd('\n'));
}
