using Cs336.Train.Configuration;
using Cs336.Train.Experiments.Comparison;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>leaderboard</c> (assignment §7.5).</summary>
internal sealed class Leaderboard : Experiment
{
    /// <summary>90 minutes.</summary>
    private const double MostSeconds = 90 * 60;

    /// <summary>In nats per token.</summary>
    private const double NaiveLoss = 5.0;

    private const string Device = "H100";

    public override string Name => "leaderboard";

    public override string Title => "Leaderboard";

    public override string Question => """
        Reach the lowest validation loss on OpenWebText within the rules: at most 90 minutes of wall-clock on one H100, and no data but the course's
        OpenWebText training text. The loss of a naive baseline, to be beaten, is 5.0.
        """;

    public override string Measured => "The validation loss on the course's OpenWebText validation text, and the wall-clock time of the training.";

    public override string Judged => "A loss below 5.0 nats per token after at most 90 minutes on one H100, with the course's training text alone.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => scale == Scale.Full ? [Entry()] : [];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Scale != Scale.Full)
        {
            section.NotRun("the leaderboard, whose rules ask for an H100 and the course's text", $"cs336 experiment run {Name} --scale full --data DIR");
            return;
        }
        var comparison = RunComparison.Of(section, recorded, (Entry(), "this entry"));
        comparison.Table("The leaderboard's entry", "run");
        comparison.Figures("Leaderboard");
        if (comparison.Runs is not [{ Loss: { } loss } entry])
            return;
        var kept = new List<(string Rule, bool Kept)>
        {
            (Invariant($"at most {MostSeconds / 60:N0} minutes: {entry.Entry.Seconds / 60:F1}"), entry.Entry.Seconds <= MostSeconds),
            ($"one {Device}: {entry.Entry.Machine}", entry.Entry.Machine.Contains(Device, StringComparison.Ordinal)),
            ("the course's text alone", entry.Entry.Data.All(data => !data.IsStandIn)),
            (Invariant($"below {NaiveLoss:F1}: {loss:F3}"), loss < NaiveLoss),
        };
        section.Conclude(Invariant($"{loss:F3} nats per token, {kept.Count(rule => rule.Kept)} of {kept.Count} rules kept"));
        section.Text(string.Join("\n", kept.Select(rule => $"* {rule.Rule}: {(rule.Kept ? "kept" : "**not kept**")}")));
    }

    /// <summary>The preset <c>leaderboard</c>: its values come over the recipe's.</summary>
    private static TrainingRun Entry() => new("leaderboard", Corpus.OpenWebText, Presets.Layer("leaderboard").Values) { Corpora = [Corpus.OpenWebText] };
}
