using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.Experiments;

/// <summary>The log on the disk: lines are added whole, and what a killed process left of one harms nothing.</summary>
public sealed class ExperimentLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => folder.In("log.jsonl");

    private ExperimentLog Log => new(File);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Log_gives_back_what_was_added_in_its_order()
    {
        Assert.Empty(Log.Read());
        Log.Append(Entry("one"));
        Log.Append(Entry("two"));
        Assert.Equal([Entry("one"), Entry("two")], Log.Read(), (left, right) => left.Run == right.Run && left.Started == right.Started);
    }

    [Fact]
    public void Newest_entry_of_a_run_and_scale_is_the_one_that_counts()
    {
        Log.Append(Entry("one") with { Seconds = 1 });
        Log.Append(Entry("one") with { Seconds = 2 });
        Log.Append(Entry("one") with { Seconds = 3, Scale = Scale.Full });
        Assert.Equal(2, Log.Newest(Scale.Low)["one"].Seconds);
        Assert.Equal(3, Log.Newest(Scale.Full)["one"].Seconds);
        Assert.Empty(Log.Newest(Scale.Smoke));
    }

    [Fact]
    public void Torn_last_line_is_passed_over_and_cut_off_by_the_next_entry()
    {
        Log.Append(Entry("one"));
        var whole = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, [.. whole, .. whole[..20]]);
        Assert.Single(Log.Read());
        Log.Append(Entry("two"));
        Assert.Equal(["one", "two"], Log.Read().Select(entry => entry.Run));
    }

    [Fact]
    public void Whole_last_line_without_its_end_is_kept()
    {
        Log.Append(Entry("one"));
        System.IO.File.WriteAllBytes(File, System.IO.File.ReadAllBytes(File)[..^1]);
        Assert.Single(Log.Read());
        Log.Append(Entry("two"));
        Assert.Equal(["one", "two"], Log.Read().Select(entry => entry.Run));
    }

    [Fact]
    public void Malformed_line_between_others_is_refused_with_its_number()
    {
        Log.Append(Entry("one"));
        System.IO.File.AppendAllText(File, "{\"run\":\n");
        Log.Append(Entry("two"));
        Assert.Contains("line 2: ", Assert.Throws<InvalidDataException>(Log.Read).Message);
    }

    private static LogEntry Entry(string run) => new()
    {
        Run = run,
        Experiment = "experiment",
        Scale = Scale.Low,
        Outcome = RunOutcome.Done,
        Command = "cs336 experiment run experiment",
        Started = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Seconds = 1.5,
        Machine = "a machine",
        Fingerprint = "0123",
    };
}
