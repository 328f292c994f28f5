using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Training;

namespace Cs336.Train.Reports;

/// <summary>A run as its directory tells it.</summary>
/// <param name="Name">What it is called beside others.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Metrics">Its measurements, at least one row.</param>
internal sealed record RecordedRun(string Name, RunConfig Config, IReadOnlyList<Metrics> Metrics)
{
    /// <summary>The last row.</summary>
    public Metrics Last => Metrics[^1];

    /// <summary>The row of the lowest validation loss; null where none was measured.</summary>
    public Metrics? Best => Metrics.Where(row => row.ValidationLoss is not null).MinBy(row => row.ValidationLoss);

    /// <summary>The training loss that was measured last, in nats per token.</summary>
    public double? LastTrainLoss => Metrics.LastOrDefault(row => row.TrainLoss is not null)?.TrainLoss;

    /// <summary>Tokens trained on per second, evaluations and checkpoints left out: the median of what was measured.</summary>
    public double? TokensPerSecond
    {
        get
        {
            var rates = Metrics.Select(row => row.TokensPerSecond).OfType<double>().Order().ToList();
            return rates.Count == 0 ? null : rates[rates.Count / 2];
        }
    }

    /// <summary>Reads runs, in their order.</summary>
    /// <param name="paths">Their directories.</param>
    /// <exception cref="IOException">A directory, its configuration or its measurements are missing.</exception>
    /// <exception cref="InvalidDataException">One of them is damaged.</exception>
    /// <exception cref="ConfigurationException">A run is named twice.</exception>
    public static IReadOnlyList<RecordedRun> ReadAll(IReadOnlyList<string> paths)
    {
        if (paths.GroupBy(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigurationException($"{twice.First()}: this run is named twice; expected each run once.");
        return [.. paths.Zip(RunNames.Of(paths), Read)];
    }

    private static RecordedRun Read(string path, string name)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"{path}: there is no such run directory.");
        var run = new RunDirectory(path);
        var config = run.ReadConfig();
        if (!File.Exists(run.MetricsFile))
            throw new FileNotFoundException($"{run.MetricsFile}: there is no such file; expected the measurements of a run.");
        var metrics = run.ReadMetrics();
        return metrics.Count > 0
            ? new(name, config, metrics)
            : throw new InvalidDataException($"{run.MetricsFile}: there is no whole row in it; expected the measurements of a run.");
    }
}
