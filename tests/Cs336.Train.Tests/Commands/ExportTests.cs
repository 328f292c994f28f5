using System.Text;
using System.Text.Json;
using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.State;
using Cs336.Model.State.Dialects;
using Cs336.Tokenizer;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336 export</c>: what other software gets is the checkpoint, and nothing half-written is left.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ExportTests(TinyRun tiny)
{
    private static readonly string[] Variants =
    [
        "--norm pre", "--norm post", "--norm none", "--positions none", "--feed-forward silu", "--tied-head",
    ];

    public static TheoryData<string> AllVariants => [.. Variants];

    public static TheoryData<string> ForeignToLlama => [.. Variants[1..5]];

    [Theory]
    [MemberData(nameof(AllVariants))]
    public void A_torchsharp_file_is_what_module_load_reads(string variant)
    {
        var (run, file) = (Train(variant), tiny.New("model.dat"));

        tiny.Do("export --run {0} --to torchsharp --out {1}", run, file).Done();

        using var scope = NewDisposeScope();
        var saved = Saved(run, out var config);
        using var model = new TransformerLm(config);
        model.load(file);
        foreach (var (name, tensor) in StateNames.Collect(model))
            Assert.Equal(saved[name].bytes.ToArray(), tensor.bytes.ToArray());
    }

    [Fact]
    public void A_torchsharp_file_holds_the_plain_names_in_float32()
    {
        var file = tiny.New("model.dat");
        tiny.Do("export --checkpoint {checkpoint} --to torchsharp --out {0}", file).Done();

        using var scope = NewDisposeScope();
        var read = ReadByHand(file);

        var saved = Saved(tiny.Run, out _);
        Assert.Equal(saved.Keys.Order(), read.Keys.Order());
        Assert.All(read, entry =>
        {
            Assert.Equal(ScalarType.Float32, entry.Value.dtype);
            Assert.Equal(saved[entry.Key].bytes.ToArray(), entry.Value.bytes.ToArray());
        });
    }

    [Fact]
    public void A_tied_head_is_there_under_both_of_its_names()
    {
        var (run, file) = (Train("--tied-head"), tiny.New("model.dat"));
        tiny.Do("export --run {0} --to torchsharp --out {1}", run, file).Done();

        using var scope = NewDisposeScope();
        var read = ReadByHand(file);

        Assert.Equal(read["lm_head.weight"].bytes.ToArray(), read["token_embeddings.weight"].bytes.ToArray());
    }

    [Theory]
    [InlineData("--norm pre")]
    [InlineData("--tied-head")]
    public void A_hugging_face_directory_is_a_llama(string variant)
    {
        var (run, directory) = (Train(variant), tiny.New("llama"));

        tiny.Do("export --run {0} --to huggingface --out {1}", run, directory).Done();

        using var scope = NewDisposeScope();
        var saved = Saved(run, out var config);
        using var model = new TransformerLm(config);
        using var tensors = Safetensors.Read(Path.Combine(directory, "model.safetensors"));
        HuggingFaceLlama.Load(model, tensors);
        foreach (var (name, tensor) in StateNames.Collect(model))
            Assert.Equal(saved[name].bytes.ToArray(), tensor.bytes.ToArray());

        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "config.json")));
        int Number(string name) => json.RootElement.GetProperty(name).GetInt32();
        Assert.Equal("LlamaForCausalLM", json.RootElement.GetProperty("architectures")[0].GetString());
        Assert.Equal("llama", json.RootElement.GetProperty("model_type").GetString());
        Assert.Equal((TinyRun.VocabSize, 16, config.DFf), (Number("vocab_size"), Number("hidden_size"), Number("intermediate_size")));
        Assert.Equal((1, 2, 2, 8), (Number("num_hidden_layers"), Number("num_attention_heads"), Number("num_key_value_heads"), Number("head_dim")));
        Assert.Equal((TinyRun.ContextLength, 10_000), (Number("max_position_embeddings"), Number("rope_theta")));
        Assert.Equal(variant == "--tied-head", json.RootElement.GetProperty("tie_word_embeddings").GetBoolean());

        var tokenizer = BpeTokenizer.Load(directory);
        Assert.True(tokenizer.TryGetId("<|endoftext|>", out var end));
        Assert.Equal((end, end), (Number("eos_token_id"), Number("bos_token_id")));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(tiny.Tokenizer, "tokenizer.json")), File.ReadAllBytes(Path.Combine(directory, "tokenizer.json")));
        Assert.True(File.Exists(Path.Combine(directory, "tokenizer_config.json")));
    }

    [Theory]
    [MemberData(nameof(ForeignToLlama))]
    public void A_variant_that_no_llama_is_is_refused_and_nothing_is_left(string variant)
    {
        var directory = tiny.New("llama");

        var sentence = tiny.Do("export --run {0} --to huggingface --out {1}", Train(variant), directory).Refused(2);

        Assert.Contains("A Llama has norm pre, positions rope and feed-forward swiglu; found", sentence, StringComparison.Ordinal);
        Assert.False(Path.Exists(directory));
    }

    [Fact]
    public void Gguf_is_said_not_to_be_built()
    {
        var made = tiny.New();
        Assert.Contains("not built", tiny.Do("export --run {run} --to gguf --out {0}", made).Refused(2), StringComparison.Ordinal);
        Assert.False(Path.Exists(made));
    }

    [Theory]
    [InlineData("torchsharp")]
    [InlineData("huggingface")]
    public void A_damaged_checkpoint_is_refused_and_nothing_is_left(string form)
    {
        var (run, made) = (tiny.CopyOfRun(), tiny.New());
        var file = Path.Combine(run, "checkpoints", "step-00000006", "model.safetensors");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 0x40;
        File.WriteAllBytes(file, bytes);

        Assert.Contains("SHA-256", tiny.Do($"export --run {{0}} --to {form} --out {{1}}", run, made).Refused(1), StringComparison.Ordinal);
        Assert.False(Path.Exists(made));
    }

    [Fact]
    public void A_torchsharp_file_takes_no_tokenizer_and_replaces_no_directory()
    {
        Assert.Contains(
            "--tokenizer", tiny.Do("export --run {run} --to torchsharp --tokenizer {tokenizer} --out {0}", tiny.New()).Refused(2), StringComparison.Ordinal);
        tiny.Do("export --run {run} --to torchsharp --out {0}", Directory.CreateDirectory(tiny.New()).FullName).Refused(1);
    }

    [Fact]
    public void A_directory_that_is_there_already_is_not_overwritten()
    {
        var directory = Directory.CreateDirectory(tiny.New("mine")).FullName;
        Assert.Contains(
            "already", tiny.Do("export --run {run} --to huggingface --out {0}", directory).Refused(1), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
    }

    private string Train(string variant)
    {
        var run = tiny.New("variant");
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 2 {variant}", run).Done();
        return run;
    }

    private static NamedTensors Saved(string run, out ModelConfig config)
    {
        var checkpoint = Directory.GetDirectories(Path.Combine(run, "checkpoints")).Order().Last();
        config = Checkpoint.ReadState(checkpoint).Config.Model;
        return Safetensors.Read(Path.Combine(checkpoint, "model.safetensors"));
    }

    /// <summary>TorchSharp's form: a count in LEB128, then every name, as .NET writes strings, and its tensor.</summary>
    private static Dictionary<string, Tensor> ReadByHand(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file), Encoding.UTF8);
        var read = new Dictionary<string, Tensor>();
        for (var count = reader.Read7BitEncodedInt64(); count > 0; count--)
            read.Add(reader.ReadString(), TensorExtensionMethods.Load(reader));
        Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position);
        return read;
    }
}
