using System.Diagnostics;
using Spectre.Console;

namespace Cs336.Train.Terminal;

/// <summary>Shows how far long work is: a bar on a terminal, otherwise a line every few seconds. Always on standard error.</summary>
internal static class Progress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>What a bar, its percentage, its remaining time and the space around them take, in characters.</summary>
    private const int WidthOfBar = 42;

    /// <summary>What the work calls: the part that is done, from 0 to 1, or NaN where nobody knows, and a few words on where it
    /// stands.</summary>
    public delegate void Report(double done, string detail);

    /// <summary>Does the work on the calling thread.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="quiet">Shows nothing.</param>
    /// <param name="work">The work; it may report from any thread.</param>
    public static T Run<T>(string title, bool quiet, Func<Report, T> work)
    {
        if (quiet)
            return work((_, _) => { });
        return Console.IsErrorRedirected ? WithLines(title, work) : WithBar(title, work);
    }

    private static T WithLines<T>(string title, Func<Report, T> work)
    {
        var started = Stopwatch.GetTimestamp();
        var sinceLine = Stopwatch.StartNew();
        string? waiting = null;
        var result = work((done, detail) =>
        {
            lock (sinceLine)
            {
                var part = double.IsNaN(done) ? "" : FormattableString.Invariant($" {done * 100,3:F0} %");
                waiting = $"{title}{part}  {detail}{Left(done, Stopwatch.GetElapsedTime(started))}";
                if (sinceLine.Elapsed < LineInterval)
                    return;
                sinceLine.Restart();
                Console.Error.WriteLine(waiting);
                waiting = null;
            }
        });
        // Where the work stood in the end.
        if (waiting is not null)
            Console.Error.WriteLine(waiting);
        return result;
    }

    /// <summary>The time that is left if the rest goes as fast as what is done; nothing where that says little.</summary>
    private static string Left(double done, TimeSpan elapsed)
    {
        if (done is < 0.01 or >= 1 or double.NaN)
            return "";
        var left = elapsed * ((1 - done) / done);
        return left.TotalHours >= 1
            ? FormattableString.Invariant($", {(int)left.TotalHours} h {left.Minutes} min left")
            : FormattableString.Invariant($", {(int)left.TotalMinutes}:{left.Seconds:00} left");
    }

    private static T WithBar<T>(string title, Func<Report, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var detailWidth = Math.Max(0, console.Profile.Width - WidthOfBar - title.Length);
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 },
                new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work((done, detail) =>
                {
                    task.IsIndeterminate = double.IsNaN(done);
                    if (!task.IsIndeterminate)
                        task.Value = done;
                    // A line that is wider than the terminal would wrap, and every refresh would scroll.
                    var shown = detail.Length <= detailWidth ? detail : detail[..detailWidth];
                    task.Description = Markup.Escape($"{title}  {shown}");
                });
            });
    }
}
