using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Training;

namespace Cs336.Train.Reports;

/// <summary>The plots of a run and its page, <c>report.md</c>.</summary>
internal static class RunReport
{
    /// <summary>Draws the loss by step and by wall-clock, and writes the page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="unigram">The validation tokens' cross-entropy under unigram frequencies, in nats.</param>
    /// <returns>What came out, in one line.</returns>
    public static string Write(RunDirectory run, RunConfig config, double unigram)
    {
        var metrics = run.ReadMetrics();
        Plot(metrics, unigram, "Loss by step", "steps", row => row.Step).Save(run.PlotsDirectory, "loss-by-step");
        Plot(metrics, unigram, "Loss by wall-clock", "minutes", row => row.Seconds / 60).Save(run.PlotsDirectory, "loss-by-time");
        var summary = Summarise(metrics, unigram);
        File.WriteAllText(run.ReportFile, Page(config, metrics, summary));
        return summary;
    }

    /// <summary>Adds sampled texts to the page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="temperature">The temperature they were sampled at.</param>
    /// <param name="samples">The texts.</param>
    /// <param name="judgement">How good they are, in a sentence.</param>
    public static void AppendSamples(RunDirectory run, double temperature, IReadOnlyList<string> samples, string judgement) =>
        File.AppendAllText(run.ReportFile, FormattableString.Invariant($"""

            ## Samples

            {samples.Count} texts at temperature {temperature}: {judgement}

            {string.Join("\n\n---\n\n", samples.Select(Quote))}

            """));

    private static LossCurves Plot(IReadOnlyList<Metrics> metrics, double unigram, string title, string xLabel, Func<Metrics, double> x) =>
        new(title, xLabel, "loss (nats per token)")
        {
            Curves =
            [
                Curve.Of("training", CurveKind.Training, metrics, x, row => row.TrainLoss),
                Curve.Of("validation", CurveKind.Validation, metrics, x, row => row.ValidationLoss),
            ],
            Reference = new(FormattableString.Invariant($"unigram frequencies {unigram:F2}"), unigram),
        };

    private static string Summarise(IReadOnlyList<Metrics> metrics, double unigram)
    {
        var evaluated = metrics.Where(row => row.ValidationLoss is not null).ToList();
        if (evaluated.MinBy(row => row.ValidationLoss) is not { ValidationLoss: { } lowest, Step: var step })
            return "no validation loss was measured.";
        return FormattableString.Invariant($"lowest validation loss {lowest:F4} nats at step {step:N0}, ")
            + FormattableString.Invariant($"{Math.Abs(unigram - lowest):F2} {(lowest < unigram ? "below" : "above")} unigram frequencies.");
    }

    private static string Page(RunConfig config, IReadOnlyList<Metrics> metrics, string summary)
    {
        var (training, model) = (config.Training, config.Training.Model);
        var last = metrics.LastOrDefault();
        return FormattableString.Invariant($"""
            # Training run

            {char.ToUpperInvariant(summary[0])}{summary[1..]}

            | | |
            |---|---|
            | data | {string.Join(", ", config.Data.Select(source => source with { Path = Path.GetFileName(source.Path) }))} |
            | model | vocab {model.VocabSize:N0}, context {model.ContextLength}, d_model {model.DModel}, d_ff {model.DFf} |
            | | n_layers {model.NLayers}, n_heads {model.NHeads}, RoPE theta {model.RopeTheta:N0} |
            | steps | {last?.Step ?? 0:N0} of {training.Steps:N0}, {training.BatchSize} sequences each |
            | tokens | {last?.Tokens ?? 0:N0} |
            | time | {TimeSpan.FromSeconds(last?.Seconds ?? 0):h\:mm\:ss} |
            | learning rate | {training.LearningRate}, warm-up {training.WarmupSteps:N0} steps, cosine to {training.MinLearningRate:G6} |
            | AdamW | beta1 {training.Beta1}, beta2 {training.Beta2}, epsilon {training.Epsilon}, weight decay {training.WeightDecay} |
            | clip | {training.Clip} |
            | seed | {training.Seed} |

            ![Loss by step](plots/loss-by-step.svg)

            ![Loss by wall-clock](plots/loss-by-time.svg)

            """);
    }

    private static string Quote(string text) => string.Join("\n", text.Split('\n').Select(line => $"> {line}".TrimEnd()));
}
