using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Model.State;
using Cs336.Train.Experiments.Data;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Files;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;

namespace Cs336.Train.Experiments.Running;

/// <summary>
/// Makes the runs of experiments that the log lacks, one after the other, and records each as it ends. Whatever ends the process, the same
/// command goes on from there; a run that fails is recorded as failed and keeps nothing from the others.
/// </summary>
internal sealed class ExperimentRunner(
    Workspace workspace, ExperimentLog log, PreparedCorpora corpora, RunSettings settings, string dataOption, CancellationToken stop)
{
    /// <summary>What this command has made or found recorded: a run that several experiments share is made once.</summary>
    private readonly Dictionary<string, LogEntry> made = [];

    private readonly string machine = Machine.Description(settings.Device);
    private readonly IReadOnlyDictionary<string, LogEntry> recorded = log.Newest(settings.Scale);

    /// <summary>The runs of this command that have no result, because something went wrong.</summary>
    public IReadOnlyList<string> Failed => [.. made.Values.Where(entry => entry.Outcome == RunOutcome.Failed).Select(entry => entry.Run)];

    /// <summary>Makes the chosen runs of an experiment.</summary>
    /// <exception cref="OperationCanceledException">A signal ended it.</exception>
    public void Run(Experiment experiment, IEnumerable<ExperimentRun> runs)
    {
        foreach (var run in runs)
        {
            stop.ThrowIfCancellationRequested();
            Entry(run, experiment);
        }
    }

    /// <summary>The entry of a run, which is made if it is neither recorded nor of this command.</summary>
    /// <param name="run">The run.</param>
    /// <param name="experiment">What it is made for.</param>
    /// <param name="needed">Whether a measurement needs it: then its checkpoint has to be there, and it is not made again for the sake of it.</param>
    private LogEntry Entry(ExperimentRun run, Experiment experiment, bool needed = false)
    {
        if (made.TryGetValue(run.Name, out var known) && !(needed && LacksCheckpoint(known)))
            return known;
        var entry = new LogEntry
        {
            Run = run.Name,
            Experiment = experiment.Name,
            Scale = settings.Scale,
            Outcome = RunOutcome.Failed,
            Command = $"cs336 experiment run {experiment.Name} --scale {settings.Scale.Name()}{dataOption} --only {run.Name}",
            Started = DateTime.UtcNow,
            Seconds = 0,
            Commit = Machine.Commit,
            Machine = machine,
            Fingerprint = "",
        };
        var clock = Stopwatch.StartNew();
        try
        {
            entry = run switch
            {
                TrainingRun training => Train(training, entry, needed),
                Measurement measurement => Measure(measurement, entry, experiment),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            // Whatever it is: the other runs may take hours yet, and are worth having.
            entry = Recorded(entry with { Seconds = Rounded(clock), Failure = OneLine.Of(error) });
            Console.Error.WriteLine($"{run.Name}: failed: {entry.Failure}");
        }
        return made[run.Name] = entry;
    }

    private LogEntry Train(TrainingRun run, LogEntry entry, bool needed)
    {
        var texts = corpora.Texts(run.Corpus);
        var plan = TrainingPlan.Of(run, settings, corpora);
        var fingerprint = RunFingerprint.Of(plan, texts);
        var directory = workspace.Run(settings.Scale, run.Name);
        if (needed)
        {
            if (Known(run, fingerprint) is { } usable && !LacksCheckpoint(usable))
                return usable;
        }
        else if (Known(run, fingerprint) is { } before && !settings.Again)
        {
            return Said(before);
        }
        var config = plan.Config.Training;
        Console.WriteLine(FormattableString.Invariant($"{run.Name}: {config.Steps:N0} steps of {config.BatchSize} × {config.Model.ContextLength} tokens."));
        var trained = TrainingRunner.Run(directory, plan, fingerprint, settings.Quiet, stop);
        entry = Recorded(entry with
        {
            Outcome = trained.Outcome,
            Started = trained.Started,
            Seconds = trained.Seconds,
            Seed = (int)config.Seed,
            Data = [texts.Record],
            Fingerprint = fingerprint,
            Result = JsonSerializer.SerializeToNode(trained.Result, JsonFile.Options),
        });
        TrainingRunner.Finish(directory);
        Console.WriteLine(FormattableString.Invariant(
            $"{run.Name}: {trained.Result.Divergence ?? $"validation loss {trained.Result.BestValidationLoss:F4}"}, {trained.Seconds:F0} s."));
        return entry;
    }

    private LogEntry Measure(Measurement measurement, LogEntry entry, Experiment experiment)
    {
        // Looked at first: where the texts are not at hand any more, what was recorded is not lost.
        var texts = measurement.Corpora.Select(corpora.Texts).ToList();
        var needed = measurement.Needs is { } training ? NeededBy(measurement, training, experiment) : null;
        var fingerprint = RunFingerprint.Of(measurement, settings.Scale, texts, needed);
        entry = entry with { Data = [.. texts.Select(text => text.Record)], Fingerprint = fingerprint };
        if (Known(measurement, fingerprint) is { } before && !settings.Again)
            return Said(before);
        Console.WriteLine($"{measurement.Name}: measuring.");
        var scratch = workspace.Scratch(settings.Scale, measurement.Name);
        Disk.DeleteDirectory(scratch);
        OutputPath.PrepareDirectory(scratch);
        Torch.UseThreads(settings.Threads);
        var clock = Stopwatch.StartNew();
        try
        {
            JsonNode result = measurement.Take(new RunContext(workspace, corpora, settings, scratch), stop);
            stop.ThrowIfCancellationRequested();
            entry = Recorded(entry with { Outcome = RunOutcome.Done, Seconds = Rounded(clock), Result = result });
        }
        finally
        {
            Disk.DeleteDirectory(scratch);
        }
        Console.WriteLine(FormattableString.Invariant($"{measurement.Name}: done, {entry.Seconds:F1} s."));
        return entry;
    }

    /// <summary>The fingerprint of a training that a measurement needs, once its checkpoint is there.</summary>
    private string NeededBy(Measurement measurement, TrainingRun training, Experiment experiment)
    {
        var entry = Entry(training, experiment, needed: true);
        return entry.Outcome != RunOutcome.Failed
            ? entry.Fingerprint
            : throw new InvalidOperationException($"{measurement.Name} needs the training {training.Name}, which failed: {entry.Failure}");
    }

    /// <summary>The recorded result of a run with this fingerprint; null where there is none.</summary>
    private LogEntry? Known(ExperimentRun run, string fingerprint) =>
        recorded.GetValueOrDefault(run.Name) is { Outcome: not RunOutcome.Failed } entry && entry.Fingerprint == fingerprint ? entry : null;

    /// <summary>A log may come without the trainings that it tells of. One that diverged may have been too short for a checkpoint.</summary>
    private bool LacksCheckpoint(LogEntry entry) =>
        entry.Outcome == RunOutcome.Done && !TrainingRunner.Holds(workspace.Run(settings.Scale, entry.Run), entry.Fingerprint);

    private LogEntry Recorded(LogEntry entry)
    {
        log.Append(entry);
        return entry;
    }

    private static LogEntry Said(LogEntry entry)
    {
        Console.WriteLine($"{entry.Run}: recorded already.");
        return entry;
    }

    private static double Rounded(Stopwatch clock) => Math.Round(clock.Elapsed.TotalSeconds, 1);
}
