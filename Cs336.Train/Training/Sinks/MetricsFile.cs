using System.Text.Json;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Files;

namespace Cs336.Train.Training.Sinks;

/// <summary>A run's measurements, one JSON object a line: <c>metrics.jsonl</c>.</summary>
internal sealed class MetricsFile : IMetricSink
{
    private static readonly JsonSerializerOptions OneLine = new(JsonFile.Options) { WriteIndented = false };

    private readonly Stream file;

    /// <summary>Appends to the file at <paramref name="path"/>.</summary>
    public MetricsFile(string path) => file = Disk.Append(path);

    /// <summary>The rows of a file; none where there is no file. A last line that a crash cut short is left out.</summary>
    /// <exception cref="InvalidDataException">Another line is malformed.</exception>
    public static IReadOnlyList<Metrics> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        var lines = File.ReadAllLines(path);
        var rows = new List<Metrics>();
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                rows.Add(JsonSerializer.Deserialize<Metrics>(lines[i], OneLine) ?? throw new JsonException("found null."));
            }
            catch (JsonException) when (i == lines.Length - 1)
            {
                break;
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{path}, line {i + 1}: expected one JSON object of measurements.", error);
            }
        }
        return rows;
    }

    /// <summary>Replaces a file's rows, as resuming from an earlier step does.</summary>
    public static void Rewrite(string path, IEnumerable<Metrics> rows) => AtomicFile.Write(path, file =>
    {
        using var writer = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        foreach (var row in rows)
            writer.WriteLine(JsonSerializer.Serialize(row, OneLine));
    });

    /// <summary>Hands a whole line to the system at once, so that whoever reads meanwhile sees whole ones.</summary>
    public void Append(Metrics row)
    {
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(row, OneLine), (byte)'\n']);
        file.Flush();
    }

    public void Dispose() => file.Dispose();
}
