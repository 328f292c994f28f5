using Cs336.Train.Experiments;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336 writeup</c>: the document from a log, and from nothing else.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class WriteupTests(TinyRun tiny)
{
    [Fact]
    public void Every_problem_has_its_section_also_where_nothing_was_run()
    {
        var (experiments, made) = (tiny.New(), tiny.New());
        Directory.CreateDirectory(experiments);
        File.WriteAllText(Path.Combine(experiments, "log.jsonl"), "");

        var output = tiny.Do("writeup --experiments {0} --scale full --out {1}", experiments, made).Done();

        Assert.Contains("learning_rate: full scale, not run.", output, StringComparison.Ordinal);
        var document = File.ReadAllText(Path.Combine(made, "writeup.md"));
        Assert.All(ExperimentRegistry.All, experiment => Assert.Contains($"<a id=\"{experiment.Name}\"></a>", document, StringComparison.Ordinal));
        Assert.Contains("`cs336 experiment run learning_rate --scale full", document, StringComparison.Ordinal);
        Assert.DoesNotContain("**Table", document, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(made, "writeup.html")));
    }

    [Fact]
    public void A_log_that_is_missing_is_named()
    {
        var made = tiny.New();

        Assert.Equal(
            $"{Path.Combine(made, "log.jsonl")}: there is no such file; expected the log of 'cs336 experiment run'.",
            tiny.Do("writeup --experiments {0} --out {0}", made).Refused(1).TrimEnd());
        Assert.False(Path.Exists(made));
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        var (experiments, made) = (tiny.New(), tiny.New());
        Directory.CreateDirectory(experiments);
        File.WriteAllText(Path.Combine(experiments, "log.jsonl"), "{\"run\":\nmore\n");

        Assert.StartsWith(
            $"{Path.Combine(experiments, "log.jsonl")}, line 1: expected one JSON object",
            tiny.Do("writeup --experiments {0} --out {1}", experiments, made).Refused(1), StringComparison.Ordinal);
        Assert.False(Path.Exists(made));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_left_alone()
    {
        var (experiments, made) = (tiny.New(), tiny.New());
        Directory.CreateDirectory(experiments);
        File.WriteAllText(Path.Combine(experiments, "log.jsonl"), "");
        File.WriteAllText(made, "mine");

        Assert.Contains("expected a directory; found a file", tiny.Do("writeup --experiments {0} --out {1}", experiments, made).Refused(1), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(made));
    }
}
