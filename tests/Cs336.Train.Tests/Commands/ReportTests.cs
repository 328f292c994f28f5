using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336 report</c>: plots and a page of one or several runs; what is no run is named.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ReportTests(TinyRun tiny)
{
    private static readonly string[] Made =
    [
        "loss-by-step.png", "loss-by-step.svg", "loss-by-time.png", "loss-by-time.svg", "loss-by-tokens.png", "loss-by-tokens.svg", "report.html",
    ];

    [Fact]
    public void One_run_gets_its_plots_and_its_page()
    {
        var made = tiny.New("report");

        var output = tiny.Do("report {run} --out {0}", made).Done();

        Assert.Contains("run: lowest validation loss ", output, StringComparison.Ordinal);
        Assert.Equal(Made, Directory.GetFiles(made).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var page = File.ReadAllText(Path.Combine(made, "report.html"));
        Assert.Equal(3, page.Split("<svg").Length - 1);
        Assert.Contains("6 of 6", page, StringComparison.Ordinal);
        Assert.Contains("<td>contextLength</td><td>16</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_runs_are_told_apart_by_what_differs()
    {
        var (other, made) = (tiny.New("other"), tiny.New("report"));
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options} --weight-decay 0.025", other).Done();

        tiny.Do("report {run} {0} --out {1}", other, made).Done();

        var page = File.ReadAllText(Path.Combine(made, "report.html"));
        Assert.Contains("2 training runs", page, StringComparison.Ordinal);
        Assert.Contains(
            "<th>run</th><th>weightDecay</th></tr></thead>", page, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFileName(other)}</td><td>0.025</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_runs_give_the_same_pictures()
    {
        var (first, second) = (tiny.New("report"), tiny.New("report"));
        tiny.Do("report {run} --out {0}", first).Done();
        tiny.Do("report {run} --out {0}", second).Done();
        foreach (var name in Made.Where(name => name.EndsWith(".png", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"step\":1,\"tok")]
    public void A_run_without_a_whole_measurement_is_refused(string metrics)
    {
        var run = tiny.CopyOfRun();
        File.WriteAllText(Path.Combine(run, "metrics.jsonl"), metrics);
        Refuse("no whole row", run);
    }

    [Fact]
    public void A_run_cut_short_in_a_row_is_drawn_up_to_it()
    {
        var run = tiny.CopyOfRun();
        File.AppendAllText(Path.Combine(run, "metrics.jsonl"), "{\"step\":7,\"tok");
        tiny.Do("report {0} --out {1}", run, tiny.New()).Done();
    }

    [Fact]
    public void A_run_without_its_files_is_refused_by_the_name_of_what_is_missing()
    {
        Refuse("there is no such run directory", tiny.New("missing"));
        Refuse("config.json", Directory.CreateDirectory(tiny.New("empty")).FullName);
        foreach (var name in new[] { "metrics.jsonl", "config.json" })
        {
            var run = tiny.CopyOfRun();
            File.Delete(Path.Combine(run, name));
            Refuse(name, run);
        }
    }

    [Fact]
    public void A_run_named_twice_is_refused() =>
        Assert.Contains("named twice", tiny.Do("report {run} {run}/ --out {0}", tiny.New()).Refused(2), StringComparison.Ordinal);

    private void Refuse(string said, string run)
    {
        var made = tiny.New("report");
        Assert.Contains(said, tiny.Do("report {run} {0} --out {1}", run, made).Refused(1), StringComparison.Ordinal);
        Assert.False(Path.Exists(made));
    }
}
