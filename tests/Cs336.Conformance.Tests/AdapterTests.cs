using System.Text;
using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using TorchSharp;
using Xunit;
using static Cs336.Adapters.Adapters;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests;

/// <summary>What the fixtures do not say about the assignment's functions.</summary>
public sealed class AdapterTests : IDisposable
{
    private static readonly ModelConfig Tiny =
        new() { VocabSize = 11, ContextLength = 6, DModel = 8, NHeads = 2, DFf = 16, NLayers = 2, RopeTheta = 100 };

    private readonly DisposeScope scope = NewDisposeScope();

    public AdapterTests() => manual_seed(336);

    [Fact]
    public void Layers_take_the_type_of_their_weights()
    {
        Tensor Of(params long[] shape) => randn(shape, dtype: ScalarType.BFloat16);

        Assert.Equal(ScalarType.BFloat16, RunLinear(3, 2, Of(2, 3), Of(3)).dtype);
        Assert.Equal(ScalarType.BFloat16, RunEmbedding(5, 2, Of(5, 2), zeros(3, ScalarType.Int64)).dtype);
        Assert.Equal(ScalarType.BFloat16, RunSwiGlu(4, 2, Of(2, 4), Of(4, 2), Of(2, 4), Of(4)).dtype);
        Assert.Equal(ScalarType.BFloat16, RunMultiheadSelfAttention(4, 2, Of(4, 4), Of(4, 4), Of(4, 4), Of(4, 4), Of(3, 4)).dtype);
        Assert.Equal(ScalarType.BFloat16, RunLm(StateOf(Tiny, ScalarType.BFloat16)).dtype);
    }

    [Fact]
    public void Only_the_result_survives_a_call()
    {
        var state = StateOf(Tiny, ScalarType.Float32);
        using var inner = NewDisposeScope();

        var logits = RunLm(state);

        Assert.True(inner.Contains(logits));
        Assert.Equal(1, inner.DisposablesCount);
    }

    [Fact]
    public void Weights_are_loaded_strictly()
    {
        var state = StateOf(Tiny, ScalarType.Float32);
        var missing = state.Where(entry => entry.Key != "ln_final.weight").ToDictionary();
        var unexpected = state.Append(KeyValuePair.Create("layers.0.attn.q_proj.bias", zeros(8))).ToDictionary();

        Assert.Contains("ln_final.weight", Assert.Throws<StateMismatchException>(() => RunLm(missing)).Message);
        Assert.Contains("layers.0.attn.q_proj.bias", Assert.Throws<StateMismatchException>(() => RunLm(unexpected)).Message);
        Assert.Throws<StateMismatchException>(() => RunLm(new Dictionary<string, Tensor>()));
        Assert.Throws<StateMismatchException>(() => RunLinear(3, 2, zeros(3, 2), zeros(3)));
    }

    [Fact]
    public void The_seed_of_torch_decides_the_batch()
    {
        long[] dataset = [.. Enumerable.Range(0, 1000)];
        long[] Draw(long seed)
        {
            manual_seed(seed);
            return [.. RunGetBatch(dataset, 8, 4, "cpu").Inputs.contiguous().data<long>()];
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void A_device_that_does_not_exist_is_refused() =>
        Assert.ThrowsAny<Exception>(() => RunGetBatch([0, 1, 2, 3], 1, 2, "cuda:99"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loaded_checkpoint_goes_on_like_the_run_that_saved_it(bool asFile)
    {
        using var model = new TransformerLm(Tiny);
        using var optimizer = CreateAdamW(model.parameters(), learningRate: 0.01);
        Train(model, optimizer, steps: 3);
        using var loaded = new TransformerLm(Tiny);
        using var loadedOptimizer = CreateAdamW(loaded.parameters(), learningRate: 0.01);

        Assert.Equal(3, asFile
            ? SaveAndLoadFile(model, optimizer, loaded, loadedOptimizer)
            : SaveAndLoadStream(model, optimizer, loaded, loadedOptimizer));

        AssertSameState(model, loaded);
        Train(model, optimizer, steps: 2);
        Train(loaded, loadedOptimizer, steps: 2);
        AssertSameState(model, loaded);
    }

    [Fact]
    public void An_optimizer_that_keeps_its_memory_to_itself_is_refused()
    {
        using var model = new TransformerLm(Tiny);
        using var foreign = optim.SGD(model.parameters(), 0.1);

        var error = Assert.Throws<ArgumentException>(() => RunSaveCheckpoint(model, foreign, 0, Stream.Null));

        Assert.StartsWith("TorchSharp.Modules.SGD does not give its memory by name", error.Message);
    }

    [Fact]
    public void What_training_returns_makes_a_tokenizer()
    {
        const string text = "low low low lower newest<|endoftext|>low";
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var (vocab, merges) = RunTrainBpe(path, 262, ["<|endoftext|>"]);
            var tokenizer = GetTokenizer(vocab, merges, ["<|endoftext|>"]);

            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            Assert.Single(tokenizer.Encode(" low"));
            Assert.Equal(Encoding.UTF8.GetBytes("<|endoftext|>").Length, GetTokenizer(vocab, merges).Encode("<|endoftext|>").Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose() => scope.Dispose();

    private static Dictionary<string, Tensor> StateOf(ModelConfig config, ScalarType type) =>
        StateNames.Collect(new TransformerLm(config, type)).ToDictionary();

    private static Tensor RunLm(IReadOnlyDictionary<string, Tensor> state)
    {
        using var ids = zeros(2, 3, ScalarType.Int64);
        return RunTransformerLm(
            Tiny.VocabSize, Tiny.ContextLength, Tiny.DModel, Tiny.NLayers, Tiny.NHeads, Tiny.DFf, Tiny.RopeTheta, state, ids);
    }

    private static void Train(TransformerLm model, AdamW optimizer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            optimizer.zero_grad();
            var ids = (arange(6) + step).reshape(1, 6);
            RunCrossEntropy(model.call(ids), ids + 1).backward();
            optimizer.step();
        }
    }

    private static int SaveAndLoadFile(TransformerLm model, AdamW optimizer, TransformerLm loaded, AdamW loadedOptimizer)
    {
        var path = Path.GetTempFileName();
        try
        {
            RunSaveCheckpoint(model, optimizer, 3, path);
            return RunLoadCheckpoint(path, loaded, loadedOptimizer);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int SaveAndLoadStream(TransformerLm model, AdamW optimizer, TransformerLm loaded, AdamW loadedOptimizer)
    {
        using var stream = new MemoryStream();
        RunSaveCheckpoint(model, optimizer, 3, stream);
        stream.Position = 0;
        return RunLoadCheckpoint(stream, loaded, loadedOptimizer);
    }

    private static void AssertSameState(TransformerLm expected, TransformerLm got)
    {
        var state = StateNames.Collect(got);
        foreach (var (name, tensor) in StateNames.Collect(expected))
            new Tolerance(0, 0).Check(name, tensor, state[name]);
    }
}
