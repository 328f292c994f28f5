using System.Text.Json;
using System.Text.RegularExpressions;
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

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Ids_do_not_depend_on_the_number_of_threads(string threads)
    {
        var ids = tiny.New("ids.npy");
        tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {text} --out {0} --quiet --threads {1}", ids, threads).Done();
        Assert.Equal(File.ReadAllBytes(tiny.Tokens), File.ReadAllBytes(ids));
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
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 6 --eval-interval 3", run).Done();
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

    [Theory]
    [InlineData("1")]
    [InlineData("7")]
    public void Evaluation_does_not_depend_on_the_batch_size(string batchSize)
    {
        double Loss(string options, params string[] values)
        {
            using var json = JsonDocument.Parse(tiny.Do($"evaluate --run {{run}} --data {{tokens}} --threads 1 --json{options}", values).Done());
            return json.RootElement.GetProperty("loss").GetDouble();
        }

        Assert.Equal(Loss(""), Loss(" --batch-size {0}", batchSize), 1e-6);
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

    [Fact]
    public void Own_short_text_goes_through_the_quickstart()
    {
        var input = tiny.File("mine.txt", "A cat sat.<|endoftext|>"u8);
        // Documents of a few tokens, so that the model soon learns to end them, and the samples are short.
        File.WriteAllText(input, string.Concat(Enumerable.Repeat(File.ReadAllText(input), 3000)));
        var run = tiny.New("quickstart");

        var output = tiny.Do("quickstart --input {0} --out {1} --minutes 0.02 --threads 1 --quiet", input, run).Done();

        foreach (var made in QuickstartFiles)
            Assert.True(new FileInfo(Path.Combine(run, made)).Length > 0, made);
        Assert.Equal(["1", "2", "3", "4", "5"], Regex.Matches(output, @"^(\d)\. ", RegexOptions.Multiline).Select(match => match.Groups[1].Value));
        Assert.Contains($"cs336 generate --run {run}", output, StringComparison.Ordinal);
        Assert.Contains("are words of the corpus", File.ReadAllText(Path.Combine(run, "report.md")), StringComparison.Ordinal);
        tiny.Do("quickstart --out {0}", run).Refused(2);
        tiny.Do("generate --run {0} --prompt A --max-tokens 2 --threads 1", run).Done();
    }

    private static string[] QuickstartFiles =>
    [
        "corpus.txt", "corpus.npy", "corpus.npy.json", "config.json", "metrics.jsonl", "report.md", "samples/samples.txt",
        "tokenizer/tokenizer.json", "tokenizer/training.json", "plots/loss-by-step.svg", "plots/loss-by-step.png",
        "plots/loss-by-time.svg", "plots/loss-by-time.png",
    ];
}
