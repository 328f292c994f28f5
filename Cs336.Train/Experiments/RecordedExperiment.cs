using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Files;

namespace Cs336.Train.Experiments;

/// <summary>What the log knows of the runs of one experiment at one scale.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Entries">The newest entry of each run that was recorded, by its name.</param>
internal sealed record RecordedExperiment(Experiment Experiment, Scale Scale, IReadOnlyDictionary<string, LogEntry> Entries)
{
    /// <summary>A result that an earlier version recorded may lack what this one reads: that is refused, not taken for null or zero.</summary>
    private static readonly JsonSerializerOptions Whole = new(JsonFile.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatCannotBeAbsent } },
    };

    /// <summary>What the log knows of an experiment at a scale.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="log">The whole log, oldest entry first.</param>
    public static RecordedExperiment Of(Experiment experiment, Scale scale, IEnumerable<LogEntry> log)
    {
        var names = experiment.Runs(scale).Select(run => run.Name).ToHashSet();
        return new(experiment, scale, log
            .Where(entry => entry.Scale == scale && names.Contains(entry.Run))
            .GroupBy(entry => entry.Run)
            .ToDictionary(run => run.Key, run => run.Last()));
    }

    /// <summary>The command that makes what is missing.</summary>
    public string Command => $"cs336 experiment run {Experiment.Name} --scale {Scale.Name()}{(Scale == Scale.Full ? " --data DIR" : "")}";

    /// <summary>The entry of a run; null where it was not run.</summary>
    public LogEntry? Entry(string run) => Entries.GetValueOrDefault(run);

    /// <summary>The result of a measurement; null where it was not run, or failed.</summary>
    public T? Result<T>(string run)
        where T : class => Entry(run) is { Result: { } result } ? result.Deserialize<T>(Whole) : null;

    /// <summary>The result of a training; null where it was not run, or failed. One that diverged has a result.</summary>
    public TrainingResult? Training(string run) => Result<TrainingResult>(run);

    private static void RequireWhatCannotBeAbsent(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            property.IsRequired |= property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false };
    }
}
