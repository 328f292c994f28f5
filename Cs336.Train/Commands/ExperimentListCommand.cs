using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 experiment list</c></summary>
internal static class ExperimentListCommand
{
    public static void Run(ExperimentListOptions options)
    {
        var scale = ScaleNames.Parse(options.Scale);
        var log = new ExperimentLog(new Workspace(options.Out).LogFile);
        var recorded = log.Newest(scale);
        foreach (var experiment in ExperimentRegistry.All)
        {
            Console.WriteLine($"{experiment.Name}: {experiment.Measured}");
            foreach (var run in experiment.Runs(scale))
                Console.WriteLine($"    {run.Name}: {State(recorded.GetValueOrDefault(run.Name))}");
        }
        Console.WriteLine($"At {scale.Name()} scale, recorded in {options.Out}: {recorded.Count} runs.");
    }

    private static string State(LogEntry? entry) => entry is null
        ? "not run"
        : FormattableString.Invariant($"{entry.Outcome.Name()} on {entry.Started:yyyy-MM-dd}, {entry.Seconds:N0} s");
}
