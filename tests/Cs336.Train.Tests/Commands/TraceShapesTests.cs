using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>--trace-shapes</c>: on standard error, each module once, and the command does what it does without.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TraceShapesTests(TinyRun tiny)
{
    [Theory]
    [InlineData("evaluate --run {run} --data {tokens} --threads 1 --quiet", "[2, 16]")]
    [InlineData("generate --run {run} --prompt cat --max-tokens 4 --threads 1", "[1, ")]
    public void Command_shows_every_module_once_and_says_the_same(string line, string input)
    {
        var traced = tiny.Do($"{line} --trace-shapes");

        Assert.Equal(tiny.Do(line).Done(), traced.Done());
        ShowsEveryModuleOnce(traced.Error, input);
    }

    [Fact]
    public void Training_shows_every_module_once_and_learns_the_same()
    {
        var run = tiny.New("run");

        var traced = tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options} --trace-shapes", run);

        Assert.Equal(0, traced.ExitCode);
        ShowsEveryModuleOnce(traced.Error, "[2, 16]");
        var model = Path.Combine("checkpoints", "step-00000006", "model.safetensors");
        Assert.Equal(File.ReadAllBytes(Path.Combine(tiny.Run, model)), File.ReadAllBytes(Path.Combine(run, model)));
    }

    private static void ShowsEveryModuleOnce(string error, string input)
    {
        string[] modules =
        [
            "token_embeddings", "layers.0.ln1", "layers.0.attn.q_proj", "layers.0.attn.rope", "layers.0.attn.k_proj", "layers.0.attn.v_proj",
            "layers.0.attn.output_proj", "layers.0.attn", "layers.0.ln2", "layers.0.ffn.w1", "layers.0.ffn.w3", "layers.0.ffn.w2",
            "layers.0.ffn", "layers.0", "ln_final", "lm_head", "model",
        ];
        var lines = error.Split('\n').Where(line => line.Contains(" → ", StringComparison.Ordinal)).ToList();
        Assert.Equal(modules, lines.Select(line => line.Split(' ')[0]));
        Assert.Contains($"Embedding            {input}", lines[0], StringComparison.Ordinal);
    }
}
