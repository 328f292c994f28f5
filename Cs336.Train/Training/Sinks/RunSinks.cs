using Cs336.Model.Training;
using Cs336.Train.Configuration;

namespace Cs336.Train.Training.Sinks;

/// <summary>Every place that the measurements of a run go to, as one.</summary>
internal sealed class RunSinks : IMetricSink
{
    private readonly IReadOnlyList<IMetricSink> sinks;

    /// <summary>Opens the sinks of a run, all of which begin with what was measured before.</summary>
    public RunSinks(RunDirectory run, RunConfig config, IReadOnlyList<Metrics> before)
    {
        // The others are made from this one, so that it comes first.
        MetricsFile.Rewrite(run.MetricsFile, before);
        sinks = [new MetricsFile(run.MetricsFile), .. config.Sinks.Distinct().Select(kind => Open(kind, run, before))];
    }

    public void Append(Metrics row)
    {
        foreach (var sink in sinks)
            sink.Append(row);
    }

    public void Dispose()
    {
        foreach (var sink in sinks)
            sink.Dispose();
    }

    private static IMetricSink Open(SinkKind kind, RunDirectory run, IReadOnlyList<Metrics> before) => kind switch
    {
        SinkKind.Csv => new CsvFile(run.CsvFile, before),
        _ => new TensorBoardFiles(run.TensorBoardDirectory, before, TimeProvider.System),
    };
}
