using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>The command line is wrong (exit code 2), in ways that only the command itself can see.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class UnusableOptionTests(TinyRun tiny)
{
    private const string Train = "train --data {tokens} --run {0} --threads 1 --quiet";

    [Theory]
    [InlineData("256", "--special-token <|endoftext|>", 257)]
    [InlineData("255", "--no-special-tokens", 256)]
    [InlineData("257", "--special-token a --special-token b", 258)]
    public void Vocabulary_too_small_for_bytes_and_special_tokens_is_refused(string size, string special, int smallest)
    {
        var made = tiny.New();
        var sentence = tiny.Do($"tokenizer train --input {{text}} --vocab-size {size} --out {{0}} --quiet {special}", made).Refused(2);
        Assert.Contains(smallest.ToString(), sentence, StringComparison.Ordinal);
        Assert.Contains(size, sentence, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(made, "tokenizer.json")));
    }

    [Theory]
    [InlineData("--preset nonsense", "tinystories-17m")]
    [InlineData("--d-model 16 --n-heads 3", "divisible")]
    [InlineData("--d-model 6 --n-heads 2", "even")]
    [InlineData("--learning-rate 0.001 --min-learning-rate 0.01", "min learning rate")]
    [InlineData("--steps 4 --warmup-steps 5", "warmup")]
    [InlineData("--norm middle", "--norm: expected one of pre, post, none; found 'middle'.")]
    [InlineData("--norm 1", "--norm: expected one of")]
    [InlineData("--positions learned", "--positions: expected one of rope, none;")]
    [InlineData("--feed-forward gelu", "--feed-forward: expected one of swiglu, silu;")]
    [InlineData("--on-nonfinite ignore", "--on-nonfinite: expected one of stop, skip, rewind;")]
    [InlineData("--dtype fp8", "--dtype: expected one of float32, bf16")]
    [InlineData("--tf32", "tf32 must be off but on CUDA devices")]
    [InlineData("--micro-batch 0", "an integer from 1 to 2147483647, or auto")]
    [InlineData("--vocab-size 300", "--vocab-size")]
    [InlineData("--device gpu", "--device")]
    [InlineData("--device cuda:x", "--device")]
    [InlineData("--device cuda:-1", "--device")]
    [InlineData("--device cpu:0", "--device")]
    [InlineData("--validation-fraction 0.0001", "the last 0.01 % of")]
    [InlineData("--validation-fraction 0.9999", "at least 257 tokens")]
    [InlineData("--context-length 1000000", "at least 1000001 tokens")]
    public void Options_that_do_not_fit_are_refused_and_nothing_is_made(string options, string said)
    {
        var run = tiny.New();
        Assert.Contains(said, tiny.Do($"{Train} {options}", run).Refused(2), StringComparison.Ordinal);
        Assert.False(Path.Exists(run));
    }

    [Fact]
    public void Token_file_shorter_than_one_context_is_refused()
    {
        var ids = ShortTokens();
        string[] lines =
        [
            "evaluate --run {run} --data {0}",
            $"train --data {{0}} --run {{1}} {TinyRun.Sizes}",
            $"train --data {{tokens}} --validation {{0}} --run {{1}} {TinyRun.Sizes}",
        ];
        foreach (var line in lines)
            Assert.Contains("at least 17 tokens", tiny.Do(line, ids, tiny.New()).Refused(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_too_short_for_a_quickstart_is_refused_before_there_is_a_run()
    {
        var (input, run) = (tiny.File("short.txt", "A cat sat."u8), tiny.New());
        var sentence = tiny.Do("quickstart --input {0} --out {1} --threads 1 --quiet", input, run).Refused(2);
        Assert.Contains("at least 257 tokens", sentence, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }

    [Fact]
    public void Too_few_words_for_a_story_are_refused()
    {
        var sentence = tiny.Do("data synth --kind stories --megabytes 1 --words 3 --out {0}", tiny.New()).Refused(2);
        Assert.Contains("--words", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Prompt_longer_than_the_context_is_refused()
    {
        var sentence = Outcome.Of(["generate", "--run", tiny.Run, "--threads", "1", "--prompt", new string('!', 100)]).Refused(2);
        Assert.Contains("context holds 16", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_that_holds_a_run_is_refused()
    {
        var before = Snapshot();
        Assert.Contains("--resume", tiny.Do($"train --data {{tokens}} --run {{run}} {TinyRun.Sizes}").Refused(2), StringComparison.Ordinal);
        Assert.Contains("--resume", tiny.Do("quickstart --out {run}").Refused(2), StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());

        IEnumerable<(string, DateTime)> Snapshot() =>
        [
            .. Directory.GetFiles(tiny.Run, "*", SearchOption.AllDirectories)
                .Order()
                .Select(path => (path, File.GetLastWriteTimeUtc(path))),
        ];
    }

    [Fact]
    public void Ids_of_an_unknown_vocabulary_are_refused()
    {
        var ids = tiny.CopyOfTokens();
        File.Delete(ids + ".json");
        var sentence = tiny.Do($"train --data {{0}} --run {{1}} {TinyRun.Sizes}", ids, tiny.New()).Refused(2);
        Assert.Contains("--tokenizer or --vocab-size", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Generation_without_a_tokenizer_is_refused()
    {
        var run = tiny.CopyOfRun();
        Directory.Delete(Path.Combine(run, "tokenizer"), recursive: true);
        Assert.Contains("--tokenizer", tiny.Do("generate --run {0} --prompt Once", run).Refused(2), StringComparison.Ordinal);
        tiny.Do("generate --run {0} --prompt Once --tokenizer {tokenizer} --max-tokens 2 --threads 1", run).Done();
    }

    [SkippableTheory]
    [InlineData("train --data {tokens} --run {0} --device cuda --quiet")]
    [InlineData("train --data {tokens} --run {0} --device cuda:0 --quiet")]
    [InlineData("evaluate --run {run} --data {tokens} --device cuda")]
    [InlineData("generate --run {run} --prompt Once --device cuda")]
    public void Device_that_this_machine_lacks_is_refused(string line)
    {
        Skip.If(TorchSharp.torch.cuda_is_available(), "There is a CUDA device.");
        Assert.Contains("no such device", tiny.Do(line, tiny.New()).Refused(1), StringComparison.Ordinal);
    }

    private string ShortTokens()
    {
        var (text, ids) = (tiny.File("short.txt", "cats"u8), tiny.New("short.npy"));
        tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet", text, ids).Done();
        return ids;
    }
}
