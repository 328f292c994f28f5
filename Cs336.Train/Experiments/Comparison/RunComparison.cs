using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Comparison;

/// <summary>Trainings side by side in a section: what was trained, a table, the curves. What is not recorded is said to be so.</summary>
internal sealed class RunComparison
{
    private readonly Section section;

    private RunComparison(Section section, IReadOnlyList<ComparedRun> runs) => (this.section, Runs) = (section, runs);

    /// <summary>The trainings that are recorded, in the order of the experiment.</summary>
    public IReadOnlyList<ComparedRun> Runs { get; }

    /// <summary>Those that did not diverge, from the lowest validation loss up.</summary>
    public IReadOnlyList<ComparedRun> Ranked => [.. Runs.Where(run => run.Loss is not null).OrderBy(run => run.Loss)];

    /// <summary>Looks up trainings, and says in the section which are missing.</summary>
    /// <param name="section">The section.</param>
    /// <param name="recorded">The experiment.</param>
    /// <param name="runs">The trainings and what each is called beside the others.</param>
    public static RunComparison Of(
        Section section, RecordedExperiment recorded, params IEnumerable<(TrainingRun Run, string Label)> runs)
    {
        var found = new List<ComparedRun>();
        foreach (var (run, label) in runs)
        {
            if (recorded.Training(run.Name) is { } result)
                found.Add(new(run, label, recorded.Entry(run.Name)!, result));
            else
                section.NotRun($"the training `{run.Name}` ({label})", $"{recorded.Command} --only {run.Name}");
        }
        return new(section, found);
    }

    /// <summary>The entry of a training; null where it is not recorded.</summary>
    public ComparedRun? Of(TrainingRun run) => Runs.FirstOrDefault(compared => compared.Run.Name == run.Name);

    /// <summary>Trainings that differ in their seed alone.</summary>
    public SeedGroup Group(string label, params ReadOnlySpan<TrainingRun> runs)
    {
        var names = runs.ToArray().Select(run => run.Name).ToHashSet();
        return new(label, [.. Runs.Where(compared => names.Contains(compared.Run.Name))]);
    }

    /// <summary>Says what all of them have in common: the text and the recipe, as the baseline has it, or the first where there is none.</summary>
    /// <param name="but">What differs from one to the other, in words.</param>
    public void Describe(string but)
    {
        if (Runs.Count == 0)
            return;
        var typical = Of(StandardRuns.Baseline) ?? Runs[0];
        var (entry, result) = (typical.Entry, typical.Result);
        var (training, model) = (result.Config, result.Config.Model);
        section.Text(string.Join(" ", entry.Data.Select(Described).Append(Invariant(
            $"""
            Every training is the same but for {but}: {training.Steps * training.BatchSize * model.ContextLength:N0} tokens in {training.Steps:N0} steps of
            {training.BatchSize} × {model.ContextLength}; a model of {result.Parameters:N0} parameters (n_layers {model.NLayers}, d_model {model.DModel}, d_ff {model.DFf}, n_heads {model.NHeads},
            vocabulary {model.VocabSize:N0}); AdamW at a learning rate of {training.LearningRate} after warming up over {(double)training.WarmupSteps / training.Steps:P0} of the steps, on a
            cosine down to {training.MinLearningRate:0.######}, weight decay {training.WeightDecay}, gradients clipped at {training.Clip}. A model that knows
            nothing but how often each token occurs has a validation loss of {result.UnigramLoss:F3} nats per token.
            """))));
    }

    /// <summary>A table of all of them.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="first">The head of the first column, which has the labels.</param>
    /// <param name="more">Further columns, after the loss.</param>
    public void Table(string caption, string first, params IReadOnlyList<(string Head, Func<ComparedRun, string> Cell)> more)
    {
        if (Runs.Count == 0)
            return;
        section.Table(
            caption,
            [first, "lowest validation loss (nats per token)", "at the end", .. more.Select(column => column.Head), "training time (s)", "outcome"],
            Runs.Select(run => (IReadOnlyList<string>)
            [
                run.Label, Number(run.Result.BestValidationLoss), Number(run.Result.LastValidationLoss), .. more.Select(column => column.Cell(run)),
                Invariant($"{run.Entry.Seconds:N0}"), Outcome(run),
            ]),
            Runs.Select(run => run.Entry));
    }

    /// <summary>The curves of all of them, by step and by wall-clock.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="byTokens">Whether a third plot shows them by tokens, which matters where batches differ.</param>
    public void Figures(string title, bool byTokens = false)
    {
        if (Runs.Count == 0)
            return;
        var curves = Runs.Select(run => (run.Label, run.Result)).ToList();
        Figure("loss-by-step", TrainingCurves.ByStep($"{title}, by step", curves), "Loss by updates");
        if (byTokens)
            Figure("loss-by-tokens", TrainingCurves.ByTokens($"{title}, by tokens", curves), "Loss by tokens trained on");
        Figure("loss-by-time", TrainingCurves.ByTime($"{title}, by wall-clock", curves), "Loss by wall-clock time, evaluations included");
    }

    private void Figure(string name, LossCurves plot, string what) => section.Figure(
        name, plot, $"{what}: validation losses as points, means of some training losses as thin lines.", Runs.Select(run => run.Entry));

    /// <summary>A number of nats for a table.</summary>
    public static string Number(double? nats) => nats is { } value ? Invariant($"{value:F4}") : "–";

    /// <summary>How far a loss rose, for a table: spikes may be of any size.</summary>
    public static string Rise(ComparedRun run) => run.LargestRise is { } rise ? Invariant($"{rise:G3}") : "–";

    private static string Described(CorpusRecord data) => data.IsStandIn
        ? Invariant($"**A stand-in for {NameOf(data.Corpus)}**, {data.TrainBytes / 1e6:N1} MB of {data.Description}.")
        : Invariant($"The text is {NameOf(data.Corpus)} ({data.Description}), {data.TrainBytes / 1e6:N0} MB.");

    private static string NameOf(Corpus corpus) => corpus == Corpus.TinyStories ? "TinyStories" : "OpenWebText";

    private static string Outcome(ComparedRun run) => run.Entry.Outcome == RunOutcome.Diverged
        ? Invariant($"diverged, {run.Result.Curve.LastOrDefault()?.Step ?? 0:N0} steps recorded")
        : "done";
}
