using System.Text.Json.Nodes;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Writeup;
using Xunit;

namespace Cs336.Train.Tests.Writeup;

public sealed class DocumentTests
{
    [Fact]
    public void Tables_figures_and_texts_are_numbered_and_say_where_they_came_from()
    {
        var markdown = Markdown(Specimen.WholeLog);

        Assert.Contains("**Figure 1.** Losses by step. What lies above", markdown);
        Assert.Contains("![Losses \\| \\[1\\]](figures/specimen_one-by-step.svg)", markdown);
        Assert.Contains("**Table 1.** What | came out", markdown);
        Assert.Contains("**Text 1.** What it said Characters that cannot be seen are shown as pictures of them.", markdown);
        Assert.Contains(
            "<small>Made by `cs336 experiment run specimen_one --scale low`; data: synthetic stories in place of TinyStories (8 MB); scale: low; "
            + "machine: AMD EPYC, 2 cores; date: 2026-11-25; commit: 012345678; "
            + "log: [1](log.md#entry-1), [2](log.md#entry-2).</small>",
            markdown);
        Assert.Contains("<small>Follows from the definitions; nothing was run for it.</small>", markdown);
    }

    [Fact]
    public void A_stand_in_is_called_one_before_any_result()
    {
        var markdown = Markdown(Specimen.WholeLog);

        Assert.InRange(markdown.IndexOf("**Stand-ins, not the course's data.**", StringComparison.Ordinal), 0, markdown.IndexOf("**Figure 1.**", StringComparison.Ordinal));
        Assert.Contains("cs336 data synth --kind stories --megabytes 8 --seed 1", markdown);
    }

    [Fact]
    public void The_real_thing_is_not_called_a_stand_in()
    {
        var markdown = Markdown([.. Specimen.WholeLog.Select(entry => entry with { Data = [Specimen.Real] })]);

        Assert.DoesNotContain("tand-in", markdown);
        Assert.DoesNotContain("in place of", markdown);
        Assert.Contains("Made by `cs336 experiment run specimen_one --scale low --data DIR`; data: TinyStories (2.23 GB)", markdown);
    }

    [Fact]
    public void What_was_not_run_says_how_it_is()
    {
        var markdown = Markdown([]);

        Assert.Contains("**Not run:** two trainings: `cs336 experiment run specimen_one --scale low`", markdown);
        Assert.Contains("| low | not run |", markdown);
        Assert.Contains("Nothing was run.", markdown);
    }

    [Fact]
    public void A_failed_run_is_told_with_its_reason()
    {
        var markdown = Markdown([.. Specimen.WholeLog.Take(2), Specimen.Failing("words", "the disk is *full*.")]);

        Assert.Contains("The run `words` failed: the disk is \\*full\\*.", markdown);
        Assert.Contains("| 2 of 3 runs, 1 failed | one of two diverged, <code>a&#124;b</code> |", markdown);
        Assert.Contains("**Not run:** the words:", markdown);
    }

    [Fact]
    public void Columns_of_numbers_are_aligned_right() => Assert.Equal(
        "| name | loss | share | verdict |\n|---|---:|---:|---|\n| a | 1.5 | −2 % | falls |\n| 2 | not finite |  | 3 times |\n| c | 7 | ≤ 1 % | falls |",
        MarkdownText.Table(
            ["name", "loss", "share", "verdict"],
            [["a", "1.5", "−2 %", "falls"], ["2", "not finite", "", "3 times"], ["c", "7", "≤ 1 %", "falls"]]));

    [Fact]
    public void The_newest_entry_of_a_run_counts()
    {
        LogEntry[] log = [Specimen.Failing("words", "no"), .. Specimen.WholeLog];

        Assert.Equal("complete", Assert.Single(DocumentOf(log).Chapters).State);
        Assert.Contains("log: [4](log.md#entry-4)", Markdown(log));
    }

    [Fact]
    public void Of_several_scales_the_largest_complete_one_is_shown_or_the_one_asked_for()
    {
        LogEntry[] log =
        [
            .. Specimen.WholeLog.Select(entry => entry with { Scale = Scale.Smoke }), .. Specimen.WholeLog,
            Specimen.Training("sound", Trainings.Of(1.1), Scale.Full),
        ];

        Assert.Equal(Scale.Low, ShownScale(null));
        Assert.Equal(Scale.Smoke, ShownScale(Scale.Smoke));
        Assert.Equal(Scale.Full, ShownScale(Scale.Full));
        Assert.Contains("**Shown:** `low` scale, complete; runs at `smoke` and `full` scale are recorded too.", Markdown(log));

        Scale ShownScale(Scale? wanted) => Document.Of([new Specimen()], log, wanted).Chapters[0].Recorded.Scale;
    }

    [Fact]
    public void Where_no_scale_is_complete_the_one_with_most_results_is_shown() =>
        Assert.Equal(
            Scale.Smoke,
            DocumentOf(
            [
                .. Specimen.WholeLog.Skip(1).Select(entry => entry with { Scale = Scale.Smoke }),
                Specimen.Training("sound", Trainings.Of(1.1)),
            ]).Chapters[0].Recorded.Scale);

    [Theory]
    [InlineData("""{ "text": 5 }""")]
    [InlineData("""{ "words": "an earlier name" }""")]
    public void A_result_of_another_form_is_refused_in_a_sentence(string result)
    {
        var log = Specimen.WholeLog.Take(2).Append(Specimen.Measure("words", JsonNode.Parse(result)!)).ToList();
        var error = Assert.Throws<InvalidDataException>(() => DocumentOf(log));

        Assert.StartsWith("specimen_one: a result in the log has another form than this version of cs336 records ($", error.Message);
        Assert.EndsWith("); expected one that 'cs336 experiment run specimen_one --scale low' makes anew.", error.Message);
    }

    [Fact]
    public void The_log_page_tells_every_entry()
    {
        var page = LogPage.Markdown(new LogIndex([.. Specimen.WholeLog, Specimen.Failing("words", "the disk is full.")]));

        Assert.Contains(
            "| <a id=\"entry-1\"></a>1 | `sound` | `specimen_one` | low | 2026-11-25 09:30 | 0:02:06 | 1 | 012345678 | done | lowest validation loss 1.5", page);
        Assert.Contains("| diverged | the loss of step 201 is not finite; lowest validation loss", page);
        Assert.Contains("| failed | the disk is full. |", page);
        Assert.Contains("- `cs336 experiment run specimen_one --scale low` (entries 1–4)", page);
        Assert.Contains("synthetic stories in place of TinyStories: cs336 data synth --kind stories --megabytes 8 --seed 1; 8,000,000 bytes to train on", page);
    }

    private static Document DocumentOf(IReadOnlyList<LogEntry> log) => Document.Of([new Specimen()], log);

    private static string Markdown(IReadOnlyList<LogEntry> log) => DocumentMarkdown.Of(DocumentOf(log));
}
