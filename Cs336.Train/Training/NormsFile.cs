using System.Text.Json;
using Cs336.Model.Data;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Files;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>The norms of a run's layers at each evaluation, one JSON object a line: <c>norms.jsonl</c>.</summary>
internal sealed class NormsFile
{
    private static readonly JsonSerializerOptions OneLine = new(JsonFile.Options)
    {
        WriteIndented = false,
        // What a model that diverges has.
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly string path;
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly long[] window;
    private readonly Device device;

    private sealed record Row(
        long Step,
        IReadOnlyDictionary<string, double> Activations,
        IReadOnlyDictionary<string, double> Weights,
        IReadOnlyDictionary<string, double> Gradients);

    /// <summary>Measures on the first window of the validation tokens; rows of steps after <paramref name="from"/> are removed.</summary>
    public NormsFile(string path, nn.Module<Tensor, Tensor> model, TokenSequence validation, int contextLength, Device device, long from)
    {
        (this.path, this.model, this.device) = (path, model, device);
        window = new long[contextLength];
        validation.CopyTo(0, window);
        if (!File.Exists(path))
            return;
        var kept = File.ReadLines(path).Where(line => StepOf(line) <= from).Select(line => line + "\n");
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(string.Concat(kept)));
    }

    /// <summary>Appends a row.</summary>
    public void Write(long step)
    {
        using var ids = tensor(window, [1, window.Length], device: device);
        var (activations, weights, gradients) = LayerNorms.Of(model, ids);
        using var file = Disk.Append(path);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(new Row(step, activations, weights, gradients), OneLine), (byte)'\n']);
    }

    /// <summary>The step of a line; beyond all steps where a crash cut it short.</summary>
    private static long StepOf(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Row>(line, OneLine)?.Step ?? long.MaxValue;
        }
        catch (JsonException)
        {
            return long.MaxValue;
        }
    }
}
