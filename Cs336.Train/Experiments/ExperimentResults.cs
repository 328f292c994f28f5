using Cs336.Train.Configuration;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;

namespace Cs336.Train.Experiments;

/// <summary>The results of one experiment in short: a table for the terminal, and the curves of its trainings as files.</summary>
/// <param name="Table">A row for each run.</param>
/// <param name="Plots">The curves, and the names of their files without ending; none where nothing was trained.</param>
internal sealed record ExperimentResults(Table Table, IReadOnlyList<(string FileName, LossCurves Plot)> Plots)
{
    /// <summary>The results that are recorded.</summary>
    public static ExperimentResults Of(RecordedExperiment recorded)
    {
        var runs = recorded.Experiment.Runs(recorded.Scale);
        var rows = runs.Select(run => Row(run, recorded)).ToList();
        var curves = runs.OfType<TrainingRun>()
            .Select(run => (run.Name, Result: recorded.Training(run.Name)))
            .Where(run => run.Result is { Curve.Count: > 0 })
            .Select(run => new RecordedRun(run.Name, new RunConfig { Training = run.Result!.Config }, run.Result.Curve))
            .ToList();
        string[] notes = rows.Count == 0 ? ["nothing is run for it."] : [];
        return new(
            new($"{recorded.Experiment.Name}, {recorded.Scale.Name()} scale", ["run", "outcome", "validation loss", "seconds"], rows, notes),
            curves.Count == 0 ? [] : ComparisonPlots.Of(curves));
    }

    /// <summary>Prints the table and writes the plots.</summary>
    /// <param name="directory">Where to; it is made only for plots.</param>
    public void Show(string directory)
    {
        Console.WriteLine();
        Console.Write(Table.ToText());
        foreach (var (name, plot) in Plots)
            plot.Save(directory, name);
        if (Plots.Count > 0)
            Console.WriteLine($"  {Plots.Count} plots, as SVG and PNG, in {directory}.");
    }

    private static IReadOnlyList<string> Row(ExperimentRun run, RecordedExperiment recorded)
    {
        if (recorded.Entry(run.Name) is not { } entry)
            return [run.Name, "not run", "", ""];
        var loss = run is TrainingRun ? recorded.Training(run.Name)?.BestValidationLoss : null;
        return
        [
            run.Name, entry.Outcome.Name(), loss is null ? "" : FormattableString.Invariant($"{loss:F4}"),
            FormattableString.Invariant($"{entry.Seconds:N0}"),
        ];
    }
}
