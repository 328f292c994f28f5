using Cs336.Train.Files;
using Cs336.Train.Reports;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 report</c></summary>
internal static class ReportCommand
{
    private const string PageName = "report.html";

    public static void Run(ReportOptions options)
    {
        var runs = RecordedRun.ReadAll(options.Runs);
        OutputPath.PrepareDirectory(options.Out);
        var plots = ComparisonPlots.Of(runs);
        foreach (var (name, plot) in plots)
            plot.Save(options.Out, name);
        ComparisonPage.Of(runs, plots.Select(plot => plot.Plot)).Save(Path.Combine(options.Out, PageName));
        foreach (var run in runs)
            Console.WriteLine($"{run.Name}: {Summary(run)}");
        Console.WriteLine($"{Path.Combine(options.Out, PageName)}: the page; {plots.Count} plots lie beside it as SVG and PNG.");
    }

    private static string Summary(RecordedRun run) => run.Best is { } best
        ? FormattableString.Invariant($"lowest validation loss {best.ValidationLoss:F4} nats at step {best.Step:N0}.")
        : FormattableString.Invariant($"{run.Last.Step:N0} steps, no validation loss.");
}
