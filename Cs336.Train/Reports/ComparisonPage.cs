using System.Globalization;
using Cell = Cs336.Train.Reports.HtmlPage.Cell;

namespace Cs336.Train.Reports;

/// <summary>The page of one or several runs: results, losses, configuration.</summary>
internal static class ComparisonPage
{
    private static readonly string[] ResultNames =
        ["lowest validation loss", "perplexity", "at step", "last training loss", "steps", "tokens", "time", "tokens/s"];

    /// <summary>Puts the page together.</summary>
    /// <param name="runs">The runs, in the order they are drawn.</param>
    /// <param name="plots">Their plots.</param>
    public static HtmlPage Of(IReadOnlyList<RecordedRun> runs, IEnumerable<LossCurves> plots)
    {
        var page = new HtmlPage(runs.Count == 1 ? $"Training run: {runs[0].Name}" : $"{runs.Count} training runs");
        page.Heading("Results");
        page.Table(
            [new("run"), .. ResultNames.Select(name => new Cell(name, IsNumber: true))],
            runs.Select((run, i) => Result(run, ColorOf(runs, i))));
        page.Paragraph("Losses are in nats per token; time counts evaluations and checkpoints, tokens per second do not.");
        page.Heading("Losses");
        if (runs.Count > 1)
            page.Paragraph("Thin lines are training losses, each a mean of about two hundredths of its run; lines with points are validation losses.");
        foreach (var plot in plots)
            page.Figure(plot.Svg());
        Configure(page, runs);
        return page;
    }

    private static IReadOnlyList<Cell> Result(RecordedRun run, string? color) =>
    [
        new(run.Name, Color: color),
        Number(run.Best?.ValidationLoss, "F4"),
        Number(Math.Exp(run.Best?.ValidationLoss ?? double.NaN), "N2"),
        Number(run.Best?.Step, "N0"),
        Number(run.LastTrainLoss, "F4"),
        new(FormattableString.Invariant($"{run.Last.Step:N0} of {run.Config.Training.Steps:N0}"), IsNumber: true),
        Number(run.Last.Tokens, "N0"),
        new(Duration(run.Last.Seconds), IsNumber: true),
        Number(run.TokensPerSecond, "N0"),
    ];

    private static void Configure(HtmlPage page, IReadOnlyList<RecordedRun> runs)
    {
        var comparison = ConfigComparison.Of([.. runs.Select(run => run.Config)]);
        if (comparison.Names.Count > 0)
        {
            page.Heading("What differs in the configurations");
            page.Table(
                [new("run"), .. comparison.Names.Select(name => new Cell(name))],
                comparison.Rows.Select((values, i) => (IReadOnlyList<Cell>)
                    [new(runs[i].Name, Color: ColorOf(runs, i)), .. values.Select(value => new Cell(value))]));
        }
        page.Heading(runs.Count == 1 ? "Configuration" : "What is the same in all configurations");
        page.Table([], comparison.Common.Select(entry => (IReadOnlyList<Cell>)[new(entry.Name), new(entry.Value)]));
    }

    private static string? ColorOf(IReadOnlyList<RecordedRun> runs, int i) => runs.Count == 1 ? null : LossCurves.ColorOf(i);

    private static Cell Number(double? value, string format) => new(
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "–", IsNumber: true);

    private static string Duration(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return span.TotalDays >= 1
            ? span.ToString(@"d\ \d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
            : span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
    }
}
