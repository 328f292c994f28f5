using Cs336.Model;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Files;

namespace Cs336.Train.Training;

/// <summary>The folder of a training run, complete in itself (docs/files.md lists what is in it).</summary>
internal sealed class RunDirectory(string path)
{
    public string Path { get; } = path;

    public string ConfigFile => In("config.json");

    public string TokenizerDirectory => In("tokenizer");

    public string MetricsFile => In("metrics.jsonl");

    public string CsvFile => In("metrics.csv");

    public string NormsFile => In("norms.jsonl");

    public string TensorBoardDirectory => In("tensorboard");

    public string CheckpointsDirectory => In("checkpoints");

    public string SamplesDirectory => In("samples");

    public string PlotsDirectory => In("plots");

    public string DumpsDirectory => In("dumps");

    public string ReportFile => In("report.md");

    public bool HoldsRun => File.Exists(ConfigFile);

    public bool HoldsTokenizer => Directory.Exists(TokenizerDirectory);

    /// <exception cref="FileNotFoundException">There is no run here.</exception>
    /// <exception cref="InvalidDataException">The file holds no configuration.</exception>
    /// <exception cref="ConfigurationException">It holds one that cannot be run.</exception>
    public RunConfig ReadConfig()
    {
        var recorded = JsonFile.Read<RunConfig>(ConfigFile);
        var here = System.IO.Path.GetFullPath(Path);
        var config = recorded with
        {
            Data = [.. recorded.Data.Select(source => source.FullyNamed(here))],
            Validation = recorded.Validation is null ? null : System.IO.Path.GetFullPath(recorded.Validation, here),
        };
        try
        {
            return config.Validated();
        }
        catch (ConfigurationException error)
        {
            throw new ConfigurationException($"{ConfigFile}: {error.Message}");
        }
    }

    /// <summary>Writes the configuration. A file inside the run is named relative to it, so that the run can be moved.</summary>
    public void WriteConfig(RunConfig config) => JsonFile.Write(ConfigFile, config with
    {
        Data = [.. config.Data.Select(source => source with { Path = RelativeIfInside(source.Path) })],
        Validation = config.Validation is null ? null : RelativeIfInside(config.Validation),
    });

    public IReadOnlyList<Metrics> ReadMetrics() => Sinks.MetricsFile.Read(MetricsFile);

    /// <summary>Writes what was found in a step that diverged, and says where.</summary>
    public string WriteDump(NonFiniteReport report)
    {
        Directory.CreateDirectory(DumpsDirectory);
        var path = System.IO.Path.Combine(DumpsDirectory, Checkpoint.NameOf(report.Step) + ".json");
        JsonFile.Write(path, report);
        return path;
    }

    /// <summary>The directory of a step's checkpoint, whether it exists or not.</summary>
    public string CheckpointOf(long step) => System.IO.Path.Combine(CheckpointsDirectory, Checkpoint.NameOf(step));

    /// <summary>The steps that have a checkpoint, in their order.</summary>
    public IReadOnlyList<long> CheckpointSteps() => !Directory.Exists(CheckpointsDirectory)
        ? []
        : [.. Directory.EnumerateDirectories(CheckpointsDirectory, "step-*")
            .Select(directory => long.TryParse(System.IO.Path.GetFileName(directory)["step-".Length..], out var step) ? step : -1)
            .Where(step => step >= 0)
            .Order()];

    /// <summary>The checkpoint to use: that of the lowest validation loss, else the newest; and words that say which.</summary>
    /// <exception cref="FileNotFoundException">The run has no checkpoint.</exception>
    public (string Directory, string Description) BestCheckpoint()
    {
        var steps = CheckpointSteps();
        if (steps.Count == 0)
            throw new FileNotFoundException(
                $"{CheckpointsDirectory}: there is no checkpoint; expected at least one of the form step-00000100.");
        var evaluated = ReadMetrics().Where(row => row.ValidationLoss is not null && steps.Contains(row.Step)).ToList();
        if (evaluated.Count == 0)
            return (CheckpointOf(steps[^1]), $"step {steps[^1]}, the newest; none has a validation loss");
        var best = evaluated.MinBy(row => row.ValidationLoss)!;
        var description = FormattableString.Invariant($"step {best.Step}, the lowest validation loss, {best.ValidationLoss:F4}");
        return (CheckpointOf(best.Step), description);
    }

    /// <summary>
    /// Removes every checkpoint but the newest few and that of the lowest validation loss, and what a process left that was killed while
    /// it saved one.
    /// </summary>
    /// <param name="keep">How many of the newest to keep.</param>
    public void PruneCheckpoints(int keep)
    {
        var steps = CheckpointSteps();
        if (steps.Count == 0)
            return;
        foreach (var unfinished in Directory.GetDirectories(CheckpointsDirectory, "step-*.tmp"))
            Directory.Delete(unfinished, recursive: true);
        var best = BestCheckpoint().Directory;
        foreach (var step in steps.SkipLast(keep))
        {
            if (CheckpointOf(step) != best)
                Checkpoint.Delete(CheckpointOf(step));
        }
    }

    /// <summary>Puts a checkpoint out of the way that cannot be used; it is no longer one of the run's.</summary>
    public string SetAside(long step)
    {
        var aside = System.IO.Path.Combine(CheckpointsDirectory, $"unusable-{Checkpoint.NameOf(step)}");
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        Directory.Move(CheckpointOf(step), aside);
        return aside;
    }

    /// <summary>Makes sure that nobody else trains this run, until the result is disposed or the process ends, however it ends.</summary>
    /// <exception cref="IOException">Somebody does.</exception>
    public IDisposable Lock() =>
        ProcessLock.Take(Path, "another process is training this run; expected it to end first, or another --run.");

    private string RelativeIfInside(string file)
    {
        var relative = System.IO.Path.GetRelativePath(Path, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
