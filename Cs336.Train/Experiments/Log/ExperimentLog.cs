using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Cs336.Model.State;
using Cs336.Train.Files;

namespace Cs336.Train.Experiments.Log;

/// <summary>
/// The experiment log: one <see cref="LogEntry"/> a line, only ever added to. A line is on the disk, whole, before anything relies on it;
/// what a killed process left of one is passed over by readers and cut off by the next writer.
/// </summary>
/// <param name="path">The file; it need not exist.</param>
internal sealed class ExperimentLog(string path)
{
    private static readonly JsonSerializerOptions OneLine = new(JsonFile.Options) { WriteIndented = false };

    /// <summary>Every entry, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line that something follows is malformed.</exception>
    public IReadOnlyList<LogEntry> Read()
    {
        if (!File.Exists(path))
            return [];
        var lines = File.ReadAllLines(path);
        var entries = new List<LogEntry>();
        foreach (var (i, line) in lines.Index())
        {
            if (TryParse(line, out var entry))
                entries.Add(entry);
            else if (i < lines.Length - 1)
                throw new InvalidDataException($"{path}, line {i + 1}: expected one JSON object, an entry of the experiment log.");
        }
        return entries;
    }

    /// <summary>The newest entry of each run at a scale, by its name.</summary>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public IReadOnlyDictionary<string, LogEntry> Newest(Scale scale) => Read()
        .Where(entry => entry.Scale == scale)
        .GroupBy(entry => entry.Run)
        .ToDictionary(run => run.Key, run => run.Last());

    /// <summary>What is known of an experiment.</summary>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public RecordedExperiment Recorded(Experiment experiment, Scale scale) => RecordedExperiment.Of(experiment, scale, Read());

    /// <summary>Adds an entry, and returns when it is on the disk.</summary>
    public void Append(LogEntry entry)
    {
        CutTornLine();
        using var file = Disk.Append(path);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, OneLine), (byte)'\n']);
        Disk.Flush(file, path);
    }

    /// <summary>Ends the file with a whole line.</summary>
    private void CutTornLine()
    {
        if (!File.Exists(path))
            return;
        var content = File.ReadAllBytes(path);
        var whole = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole == content.Length)
            return;
        var last = Encoding.UTF8.GetString(content, whole, content.Length - whole);
        if (TryParse(last, out _))
        {
            AtomicFile.Write(path, (byte[])[.. content, (byte)'\n']);
            return;
        }
        Console.Error.WriteLine($"{path}: the last line had been cut short and is left out: {last[..Math.Min(60, last.Length)]}…");
        AtomicFile.Write(path, content[..whole]);
    }

    private static bool TryParse(string line, [NotNullWhen(true)] out LogEntry? entry)
    {
        try
        {
            entry = JsonSerializer.Deserialize<LogEntry>(line, OneLine);
        }
        catch (JsonException)
        {
            entry = null;
        }
        return entry is not null;
    }
}
