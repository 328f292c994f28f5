using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.State;

public sealed class CheckpointDamageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CheckpointDamageTests()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainedModel(seed: 1);
        Checkpoint.Save(folder["c"], trained.Model, trained.Optimizer, TrainedModel.StateAt(2));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("state.json")]
    public void A_truncated_file_is_refused_by_name(string name)
    {
        var path = folder[$"c/{name}"];
        var whole = File.ReadAllBytes(path);

        for (var length = 0; length < whole.Length; length += 1 + whole.Length / 300)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Checkpoint.ReadState(folder["c"])).Message);
        }
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    public void A_flipped_bit_is_refused_by_name(string name)
    {
        var path = folder[$"c/{name}"];
        var bytes = File.ReadAllBytes(path);

        for (var place = 0; place < bytes.Length; place += 1 + bytes.Length / 200)
        {
            bytes[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(path, bytes);
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Checkpoint.ReadState(folder["c"])).Message);
            bytes[place] ^= (byte)(1 << (place % 8));
        }
    }

    [Fact]
    public void A_changed_byte_of_the_state_is_refused_or_read_but_never_crashes()
    {
        var path = folder["c/state.json"];
        var bytes = File.ReadAllBytes(path);

        for (var place = 0; place < bytes.Length; place++)
        {
            bytes[place] ^= 2;
            File.WriteAllBytes(path, bytes);
            var error = Record.Exception(() => Checkpoint.ReadState(folder["c"]));
            Assert.True(error is null or InvalidDataException, $"byte {place}: {error}");
            bytes[place] ^= 2;
        }
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 3", "found format 3")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 0", "found format 0")]
    [InlineData("\"model.safetensors\"", "\"modell.safetensors\"", "lacks model.safetensors")]
    [InlineData("\"step\"", "\"stop\"", "step")]
    [InlineData("\"config\": {", "\"config\": null, \"other\": {", "config")]
    [InlineData("\"AQL/\"", "\"%\"", "torchRandomState")]
    public void A_state_that_means_nothing_is_refused(string text, string changed, string expected)
    {
        var path = folder["c/state.json"];
        var json = FirstFormat(path);
        Assert.Contains(text, json);
        File.WriteAllText(path, json.Replace(text, changed));

        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Checkpoint.ReadState(folder["c"])).Message);
    }

    [Fact]
    public void A_file_without_a_description_is_refused()
    {
        var path = folder["c/state.json"];
        var json = FirstFormat(path);
        var list = json[json.IndexOf("\"files\"", StringComparison.Ordinal)..];
        File.WriteAllText(path, json.Replace(list, "\"files\": {\"model.safetensors\": null, \"optimizer.safetensors\": null}}"));

        Assert.Contains("lacks model.safetensors", Assert.Throws<InvalidDataException>(() => Checkpoint.ReadState(folder["c"])).Message);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("state.json")]
    public void A_missing_file_is_named(string name)
    {
        File.Delete(folder[$"c/{name}"]);

        Assert.Contains(folder[$"c/{name}"], Assert.Throws<FileNotFoundException>(() => Checkpoint.ReadState(folder["c"])).Message);
    }

    [Fact]
    public void A_missing_directory_is_named() =>
        Assert.Contains(folder["none"], Assert.Throws<FileNotFoundException>(() => Checkpoint.ReadState(folder["none"])).Message);

    [Fact]
    public void A_changed_byte_of_a_value_is_never_read_as_another_value()
    {
        var path = folder["c/state.json"];
        var bytes = File.ReadAllBytes(path);
        var place = Array.IndexOf(bytes, (byte)'2', System.Text.Encoding.UTF8.GetString(bytes).IndexOf("\"step\"", StringComparison.Ordinal));
        bytes[place] = (byte)'3';
        File.WriteAllBytes(path, bytes);

        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => Checkpoint.ReadState(folder["c"])).Message);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The state as the first format has it, without a fingerprint of its own, which would hide what else is wrong.</summary>
    private static string FirstFormat(string path) =>
        File.ReadAllText(path).Replace("\"formatVersion\": 2", "\"formatVersion\": 1");
}
