using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.Training;

/// <summary>What lies on the disk after a journey, as other programs read it.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class FilesOnDiskTests(TinyRun tiny)
{
    [Fact]
    public void Tokenizer_directory_holds_the_four_forms_and_how_it_was_trained()
    {
        Assert.Equal(["merges.txt", "special_tokens.json", "tokenizer.json", "training.json", "vocab.json"], Names(tiny.Tokenizer));

        var record = Json(Path.Combine(tiny.Tokenizer, "training.json"));
        Assert.Equal(
            ["vocabSize", "specialTokens", "input", "corpusBytes", "corpusSha256", "tokens", "seconds", "peakMemoryBytes"], Keys(record));
        Assert.Equal(320, (int)record["vocabSize"]!);
        Assert.Equal(["<|endoftext|>"], record["specialTokens"]!.AsArray().Select(token => (string?)token));
        Assert.Equal([tiny.Text], record["input"]!.AsArray().Select(path => (string?)path));
        Assert.Equal(new FileInfo(tiny.Text).Length, (long)record["corpusBytes"]!);
        Assert.Equal(Sha256(tiny.Text), (string?)record["corpusSha256"]);
        Assert.Equal(320, (int)record["tokens"]!);
        Assert.InRange((double)record["seconds"]!, 0, 600);
        Assert.InRange((long)record["peakMemoryBytes"]!, 1 << 20, 1L << 40);
    }

    [Fact]
    public void Token_file_is_a_NumPy_array_of_uint16_whose_header_is_aligned()
    {
        var bytes = File.ReadAllBytes(tiny.Tokens);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], bytes[..8]);
        var headerLength = 10 + bytes[8] + (bytes[9] << 8);
        Assert.Equal(0, headerLength % 64);
        var count = (bytes.Length - headerLength) / 2;
        Assert.Equal(headerLength + 2 * count, bytes.Length);
        // What NumPy's own writer gives: a Python dictionary with sorted keys and a trailing comma, blanks, and a line feed.
        var header = Encoding.ASCII.GetString(bytes, 10, headerLength - 10);
        Assert.Equal($"{{'descr': '<u2', 'fortran_order': False, 'shape': ({count},), }}", header.TrimEnd());
        Assert.EndsWith(" \n", header, StringComparison.Ordinal);
        Assert.Equal(count, (int)Json(tiny.Tokens + ".json")["tokens"]!);
    }

    [Theory]
    [InlineData(320, "<u2")]
    [InlineData(65_536, "<u2")]
    [InlineData(65_537, "<u4")]
    public void Ids_take_two_bytes_up_to_65536_ids_and_four_beyond(int vocabSize, string type)
    {
        var (tokenizer, ids, back) = (tiny.New("tokenizer"), tiny.New("ids.npy"), tiny.New("back.txt"));
        // Special tokens are a cheap way to a large vocabulary.
        Cs336.Tokenizer.BpeTokenizer
            .Create(
                Enumerable.Range(0, 256).Select(id => KeyValuePair.Create(id, new ReadOnlyMemory<byte>([(byte)id]))),
                [],
                Enumerable.Range(0, vocabSize - 256).Select(i => $"<special {i}>"))
            .Save(tokenizer);
        var text = tiny.File("text.txt", Encoding.UTF8.GetBytes($"a<special {vocabSize - 257}>b<special 0>"));
        tiny.Do("tokenizer encode --tokenizer {0} --input {1} --out {2} --quiet", tokenizer, text, ids).Done();

        Assert.Contains($"'descr': '{type}'", Encoding.ASCII.GetString(File.ReadAllBytes(ids), 10, 54), StringComparison.Ordinal);
        using (var file = Cs336.Model.Data.TokenFile.Open(ids))
        {
            var read = new long[4];
            file.CopyTo(0, read);
            Assert.Equal(['a', vocabSize - 1, 'b', 256], read);
        }
        tiny.Do("tokenizer decode --tokenizer {0} --input {1} --out {2}", tokenizer, ids, back).Done();
        Assert.Equal(File.ReadAllBytes(text), File.ReadAllBytes(back));
    }

    [Fact]
    public void Description_of_a_token_file_names_sizes_documents_and_the_tokenizer()
    {
        var info = Json(tiny.Tokens + ".json");
        Assert.Equal(["vocabSize", "tokens", "sourceBytes", "documents", "tokenizerSha256", "tokenizerPath"], Keys(info));
        Assert.Equal(320, (int)info["vocabSize"]!);
        Assert.Equal(new FileInfo(tiny.Text).Length, (long)info["sourceBytes"]!);
        Assert.Equal(
            File.ReadAllText(tiny.Text).Split("<|endoftext|>").Count(document => document.Length > 0), (int)info["documents"]!);
        Assert.Equal(Sha256(Path.Combine(tiny.Tokenizer, "tokenizer.json")), (string?)info["tokenizerSha256"]);
        Assert.Equal("tokenizer", (string?)info["tokenizerPath"]);
    }

    [Fact]
    public void Run_directory_is_complete_in_itself()
    {
        Assert.Equal(
            ["checkpoints", "config.json", "lock", "metrics.jsonl", "plots", "report.md", "samples", "tensorboard", "tokenizer"], Names(tiny.Run));
        Assert.Equal(
            ["loss-by-step.png", "loss-by-step.svg", "loss-by-time.png", "loss-by-time.svg"], Names(Path.Combine(tiny.Run, "plots")));
        foreach (var file in Directory.GetFiles(tiny.Tokenizer))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(tiny.Run, "tokenizer", Path.GetFileName(file))));
        Assert.Equal(["model.safetensors", "optimizer.safetensors", "state.json"], Names(tiny.Checkpoint));
    }

    [Fact]
    public void Configuration_says_everything_that_decides_the_run()
    {
        var config = Json(Path.Combine(tiny.Run, "config.json"));
        Assert.Equal(
            [
                "data", "validationFraction", "binDtype", "tokenizerSha256", "device", "threads", "tf32", "keepCheckpoints", "sinks",
                "sampleTokens", "logNorms", "training",
            ], Keys(config));
        Assert.Equal([tiny.Tokens], config["data"]!.AsArray().Select(source => (string?)source));
        Assert.Equal(Sha256(Path.Combine(tiny.Tokenizer, "tokenizer.json")), (string?)config["tokenizerSha256"]);
        var training = config["training"]!;
        Assert.Equal(
            [
                "model", "dtype", "steps", "batchSize", "autoMicroBatch", "learningRate", "minLearningRate", "warmupSteps", "cosineSteps", "weightDecay",
                "beta1", "beta2", "epsilon", "clip", "onNonFinite", "evalInterval", "evalBatches", "checkpointInterval", "sampling", "overfitOneBatch",
                "seed",
            ],
            Keys(training));
        Assert.Equal(
            [
                "vocabSize", "contextLength", "dModel", "dFf", "nLayers", "nHeads", "norm", "positions", "feedForward", "tiedHead",
                "ropeTheta", "normEpsilon",
            ],
            Keys(training["model"]!));
        Assert.Equal([6, 2, 2], new[] { "steps", "batchSize", "evalInterval" }.Select(key => (int)training[key]!));
        // The multiple of 64 nearest to 8/3 · 16, at least 64; a tenth of the learning rate; a twentieth of the steps, at least one.
        Assert.Equal(64, (int)training["model"]!["dFf"]!);
        Assert.Equal((double)training["learningRate"]! / 10, (double)training["minLearningRate"]!, 1e-15);
        Assert.Equal(1, (int)training["warmupSteps"]!);
    }

    [Fact]
    public void State_of_a_checkpoint_holds_the_configuration_and_the_fingerprints_of_its_files()
    {
        var state = Json(Path.Combine(tiny.Checkpoint, "state.json"));
        Assert.Equal(
            [
                "formatVersion", "step", "seconds", "microBatch", "learningRateScale", "torchRandomState", "tokenizerSha256", "config",
                "files", "sha256",
            ],
            Keys(state));
        Assert.Equal((2, 6), ((int)state["formatVersion"]!, (int)state["step"]!));
        Assert.True(JsonNode.DeepEquals(state["config"], Json(Path.Combine(tiny.Run, "config.json"))["training"]));
        Assert.Equal(["model.safetensors", "optimizer.safetensors"], Keys(state["files"]!));
        foreach (var (name, described) in state["files"]!.AsObject())
        {
            var path = Path.Combine(tiny.Checkpoint, name);
            Assert.Equal(new FileInfo(path).Length, (long)described!["bytes"]!);
            Assert.Equal(Sha256(path), (string?)described["sha256"]);
        }
    }

    [Fact]
    public void Measurements_have_the_agreed_keys_in_the_order_of_steps()
    {
        string[] trained = ["step", "tokens", "seconds", "trainLoss", "learningRate", "gradientNorm"];
        string[] validated = ["step", "tokens", "seconds", "validationLoss"];
        var rows = File.ReadLines(Path.Combine(tiny.Run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();

        foreach (var row in rows)
        {
            var keys = Keys(row).Where(key => key != "tokensPerSecond");
            Assert.Equal(row["validationLoss"] is null ? trained : validated, keys);
            Assert.Equal((long)row["step"]! * 2 * TinyRun.ContextLength, (long)row["tokens"]!);
        }
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Where(row => row["trainLoss"] is not null).Select(row => (int)row["step"]!));
        Assert.Equal([0, 2, 4, 6], rows.Where(row => row["validationLoss"] is not null).Select(row => (int)row["step"]!));
        var times = rows.Select(row => (double)row["seconds"]!).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Contains(rows, row => row["tokensPerSecond"] is not null);
        // The first step of a warm-up has the learning rate 0, the next ones the cosine from the maximum.
        Assert.Equal(
            [0, 0.004], rows.Where(row => row["learningRate"] is not null).Take(2).Select(row => (double)row["learningRate"]!));
    }

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(path))!;

    private static IEnumerable<string> Keys(JsonNode node) => node.AsObject().Select(property => property.Key);

    private static IEnumerable<string?> Names(string directory) =>
        Directory.GetFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
