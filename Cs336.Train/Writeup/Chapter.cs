using System.Text.Json;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Writeup;

/// <summary>One problem, answered from what the log knows.</summary>
/// <param name="Recorded">What that is, at the scale that is shown.</param>
/// <param name="Runs">How many runs the problem has at this scale.</param>
/// <param name="OtherScales">Other scales at which runs of it are recorded.</param>
/// <param name="Section">The answer.</param>
internal sealed record Chapter(RecordedExperiment Recorded, int Runs, IReadOnlyList<Scale> OtherScales, Section Section)
{
    /// <summary>How far the problem is answered, in a few words.</summary>
    public string State
    {
        get
        {
            var failed = Recorded.Entries.Values.Count(entry => entry.Outcome == RunOutcome.Failed);
            var usable = Recorded.Entries.Count - failed;
            var runs = Runs == 0 ? "not run" : usable == Runs ? "complete" : usable == 0 ? "not run" : $"{usable} of {Runs} runs";
            return failed == 0 ? runs : $"{runs}, {failed} failed";
        }
    }

    /// <summary>Answers a problem.</summary>
    /// <param name="experiment">The problem.</param>
    /// <param name="log">The whole log, oldest entry first.</param>
    /// <param name="wanted">The scale to show; null: the one that says most.</param>
    /// <exception cref="InvalidDataException">A result in the log has another form than this version of the program reads.</exception>
    public static Chapter Of(Experiment experiment, IReadOnlyList<LogEntry> log, Scale? wanted)
    {
        var scales = Enum.GetValues<Scale>().Select(scale => RecordedExperiment.Of(experiment, scale, log)).ToList();
        var shown = wanted is { } scale ? scales.Single(recorded => recorded.Scale == scale) : MostTelling(scales, log);
        var section = new Section(experiment.Name, experiment.Title);
        try
        {
            experiment.Answer(section, shown);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{experiment.Name}: a result in the log has another form than this version of cs336 records ({error.Path}); "
                + $"expected one that '{shown.Command}' makes anew.",
                error);
        }
        foreach (var entry in shown.Entries.Values.Where(entry => entry.Outcome == RunOutcome.Failed))
            section.Text($"The run {MarkdownText.Code(entry.Run)} failed: {MarkdownText.Escaped(entry.Failure ?? "no reason is recorded")}");
        return new(
            shown,
            experiment.Runs(shown.Scale).Count,
            [.. scales.Where(other => other.Scale != shown.Scale && other.Entries.Count > 0).Select(other => other.Scale)],
            section);
    }

    /// <summary>
    /// The largest scale at which every run has a result, or else the one with the largest share of results, or else the largest that
    /// anything is recorded at.
    /// </summary>
    private static RecordedExperiment MostTelling(IReadOnlyList<RecordedExperiment> scales, IReadOnlyList<LogEntry> log)
    {
        var most = scales.MaxBy(recorded => (Share(recorded), recorded.Scale))!;
        var largest = log.Count == 0 ? Scale.Low : log.Max(entry => entry.Scale);
        return Share(most) > 0 ? most : scales.Single(recorded => recorded.Scale == largest);

        static double Share(RecordedExperiment recorded) =>
            (double)recorded.Entries.Values.Count(entry => entry.Result is not null)
            / Math.Max(1, recorded.Experiment.Runs(recorded.Scale).Count);
    }
}
