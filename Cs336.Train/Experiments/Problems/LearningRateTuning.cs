using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>learning_rate_tuning</c> (assignment §4.2).</summary>
internal sealed class LearningRateTuning : Experiment
{
    private const string DescentRun = "sgd-learning-rates";
    private const int Steps = 10;
    private const int Seed = 0;

    /// <summary>That of the assignment's example, then those that it asks for.</summary>
    private static readonly double[] Rates = [1, 1e1, 1e2, 1e3];

    public override string Name => "learning_rate_tuning";

    public override string Title => "Tuning the learning rate of SGD";

    public override string Question => """
        The toy: `[10, 10]` weights, drawn as 5 times standard normal; the loss is the mean of their squares; SGD with the rate α / √(t + 1).
        What happens to the loss in ten steps with α = 1e1, 1e2 and 1e3, compared with 1: does it fall faster, slower, or diverge?
        """;

    public override string Measured => "The loss before the first and after each of ten steps, from the same weights with each rate.";

    public override string Judged => "A rate diverges if the loss ends above where it began; the others are compared by the loss they end with.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
        [Measurement.Of(DescentRun, 1, (_, _) => ToyDescent.Run(Rates, Steps, Seed))];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Result<ToyDescent>(DescentRun) is not { } found)
        {
            section.NotRun("losses of the toy by learning rate", recorded.Command);
            return;
        }
        var entry = recorded.Entry(DescentRun)!;
        section.Figure(
            "losses",
            new LossCurves("Loss of the toy by step", "steps", "loss (mean square of the weights)")
            {
                YScale = AxisScale.Logarithmic,
                Curves = [.. found.Curves.Select(CurveOf)],
            },
            Invariant($"SGD with α / √(t + 1) from the same weights (seed {found.Seed}). A loss of exactly 0 has no place on the axis."),
            entry);
        section.Table(
            Invariant($"The loss before the first step and after {found.Steps}"),
            ["α", "loss before", .. ShownSteps(found).Select(step => Invariant($"after {step}")), "verdict"],
            found.Curves.Select(curve => (IReadOnlyList<string>)
            [
                RateOf(curve), Show(curve.Losses[0]), .. ShownSteps(found).Select(step => Show(curve.Losses[step])),
                Verdict(curve),
            ]),
            entry);
        section.Conclude(string.Join(", ", found.Curves.Select(curve => Invariant($"α = {RateOf(curve)}: {Verdict(curve)}"))));
        section.Text(Explain(found));
    }

    private static string Explain(ToyDescent found)
    {
        var falling = found.Curves.Where(curve => !Diverges(curve)).OrderBy(curve => curve.Losses[^1]).ToList();
        var diverging = found.Curves.Where(Diverges).ToList();
        var sentences = falling.Select((curve, rank) => Invariant($"with α = {RateOf(curve)} the loss falls to {Share(curve)}")
            + (rank == 0 && falling.Count > 1 ? ", the fastest" : "")).ToList();
        sentences.AddRange(diverging.Select(curve => curve.Losses[^1] is { } last
            ? Invariant($"with α = {RateOf(curve)} it diverges: it ends {last / curve.Losses[0]:G3} times as high as it began")
            : Invariant($"with α = {RateOf(curve)} it diverges: it is no finite number any more")));
        var text = $"In {found.Steps} steps, {string.Join("; ", sentences)}.";
        return $"""
            {text}

            The reason: the gradient of a weight *w* is *w* / 50, so that step *t* multiplies every weight by 1 − α / (50 √(t + 1)). A small α
            makes that a little less than 1, and the loss falls slowly; near α = 50 √(t + 1) it is almost 0; and beyond α = 100 √(t + 1) every
            weight grows.
            """;
    }

    private static string Verdict(DescentCurve curve) => Diverges(curve) ? "diverges" : "falls";

    private static bool Diverges(DescentCurve curve) => curve.Losses[^1] is not { } last || last > curve.Losses[0];

    private static string Share(DescentCurve curve) =>
        Invariant($"{Show(curve.Losses[^1])}, {curve.Losses[^1] / curve.Losses[0]:G3} of what it was");

    private static IEnumerable<int> ShownSteps(ToyDescent found) => new[] { 1, 2, 5, found.Steps }.Where(step => step <= found.Steps).Distinct();

    private static string RateOf(DescentCurve curve) => Invariant($"{curve.LearningRate:0.###}");

    private static string Show(double? loss) => loss is { } value ? Invariant($"{value:G4}") : "not finite";

    private static Curve CurveOf(DescentCurve curve) => new(
        $"α = {RateOf(curve)}",
        CurveKind.Validation,
        [.. curve.Losses.Index().Where(point => point.Item is not null).Select(point => new CurvePoint(point.Index, point.Item!.Value))])
    {
        Diverged = Diverges(curve),
    };
}
