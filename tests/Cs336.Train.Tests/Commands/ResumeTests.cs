using System.Text.Json.Nodes;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>A run that was stopped, in whatever way, ends as if it had not been.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ResumeTests(TinyRun tiny, ResumeTests.UninterruptedRun uninterrupted)
    : IClassFixture<ResumeTests.UninterruptedRun>
{
    private const int Steps = 200;

    private static readonly string Train =
        $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps {Steps} --eval-interval 20 --checkpoint-interval 1";

    [SkippableTheory]
    [InlineData(Cs336Process.Interrupt, 130)]
    [InlineData(Cs336Process.Terminate, 143)]
    public void Interrupted_run_leaves_a_checkpoint_and_ends_as_an_uninterrupted_one(int signal, int exitCode)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        var run = tiny.New("run");
        using (var process = Cs336Process.Start(tiny.Words(Train, run)))
        {
            process.WaitForLine("Cross-entropy");
            process.Signal(signal);
            var outcome = process.End();
            Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
            Assert.Matches($@"^Stopped at step \d+ of {Steps}, with a checkpoint; go on with train --resume --run ", outcome.Output);
        }
        Assert.NotEmpty(SameRun.Checkpoints(run));
        Assert.DoesNotContain(Steps, SameRun.Checkpoints(run));

        tiny.Do("train --resume --run {0} --quiet", run).Done();

        SameRun.Assert(uninterrupted.Of(tiny), run);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(60)]
    public void Killed_run_ends_as_an_uninterrupted_one(int checkpoints)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        var run = tiny.New("run");
        using (var saved = new CountdownEvent(checkpoints))
        using (var watcher = new FileSystemWatcher(Directory.CreateDirectory(Path.Combine(run, "checkpoints")).FullName))
        {
            watcher.Renamed += (_, renamed) =>
            {
                if (!renamed.Name!.EndsWith(".tmp", StringComparison.Ordinal) && !saved.IsSet)
                    saved.Signal();
            };
            watcher.EnableRaisingEvents = true;
            using var process = Cs336Process.Start(tiny.Words(Train, run));
            Assert.True(saved.Wait(TimeSpan.FromMinutes(2)), "Too few checkpoints were saved.");
            process.Kill();
            process.End();
        }
        Assert.DoesNotContain(Steps, SameRun.Checkpoints(run));
        // As if it had been killed while saving.
        Directory.CreateDirectory(Path.Combine(run, "checkpoints", "step-00000199.0123456789abcdef.tmp"));

        tiny.Do("train --resume --run {0} --quiet", run).Done();

        SameRun.Assert(uninterrupted.Of(tiny), run);
        Assert.Empty(Directory.GetDirectories(Path.Combine(run, "checkpoints"), "*.tmp"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Run_cut_back_to_an_earlier_checkpoint_ends_the_same(int step)
    {
        // Only evaluations prune, so that every checkpoint before the last step is still there.
        var (whole, cut) = (tiny.New("run"), tiny.New("run"));
        var line = $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 6 --eval-interval 100 --checkpoint-interval 2";
        tiny.Do(line, whole).Done();
        TemporaryFolder.Copy(whole, cut);
        Directory.Delete(Path.Combine(cut, "checkpoints", "step-00000006"), recursive: true);
        foreach (var later in SameRun.Checkpoints(cut).Where(other => other > step))
            Directory.Delete(Path.Combine(cut, "checkpoints", $"step-{later:D8}"), recursive: true);

        tiny.Do("train --resume --run {0} --quiet", cut).Done();

        SameRun.Assert(whole, cut);
    }

    [Fact]
    public void Run_that_never_reached_a_checkpoint_begins_again()
    {
        var run = tiny.CopyOfRun();
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        tiny.Do("train --resume --run {0} --quiet", run).Done();
        SameRun.Assert(tiny.Run, run);
    }

    [Fact]
    public void Resuming_a_finished_run_changes_no_number()
    {
        var run = tiny.CopyOfRun();
        Assert.Contains("6 steps done", tiny.Do("train --resume --run {0} --quiet", run).Done(), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Path.Combine(tiny.Run, "metrics.jsonl")), File.ReadAllText(Path.Combine(run, "metrics.jsonl")));
        SameRun.Assert(tiny.Run, run);
    }

    [Theory]
    [InlineData("--steps 7", "training.steps 6; found 7")]
    [InlineData("--d-model 32", "training.model.dModel 16; found 32")]
    [InlineData("--learning-rate 0.1", "training.learningRate 0.004; found 0.1")]
    [InlineData("--seed 2", "training.seed 1; found 2")]
    [InlineData("--threads 2", "threads 1; found 2")]
    [InlineData("--data {text}", "data ")]
    [InlineData("--validation {tokens}", "validation nothing; found ")]
    [InlineData("--validation-fraction 0.1", "validationFraction 0.05; found 0.1")]
    [InlineData("--vocab-size 300", "training.model.vocabSize 320; found 300")]
    [InlineData("--preset owt", "training.model.contextLength 16; found 256")]
    [InlineData("--preset nonsense", "--preset")]
    public void Resuming_with_a_changed_option_is_refused_with_both_values(string option, string said)
    {
        var before = File.ReadAllBytes(Path.Combine(tiny.Run, "metrics.jsonl"));
        Assert.Contains(said, tiny.Do($"train --resume --run {{run}} --quiet {option}").Refused(2), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(tiny.Run, "metrics.jsonl")));
    }

    [Theory]
    [InlineData("--steps 9", "training.steps", 9)]
    [InlineData("--tokens 288", "training.steps", 9)]
    [InlineData("--steps 9 --learning-rate 0.001", "training.learningRate", 0.001)]
    [InlineData("--steps 9 --cosine-steps 20 --min-learning-rate 0", "training.cosineSteps", 20)]
    public void Extended_run_goes_on_with_what_it_was_told_and_remembers_it(string options, string key, double value)
    {
        var run = tiny.CopyOfRun();

        tiny.Do($"train --resume --extend --run {{0}} --quiet {options}", run).Done();

        Assert.Equal(9, SameRun.Checkpoints(run).Max());
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        Assert.Equal(value, key.Split('.').Aggregate(config, (node, part) => node[part]!).GetValue<double>());
        // What has been extended can be interrupted and resumed like any other run.
        tiny.Do("train --resume --run {0} --quiet", run).Done();
    }

    [Fact]
    public void What_followed_from_the_length_of_a_run_follows_from_its_new_length()
    {
        var (run, kept) = (tiny.CopyOfRun(), tiny.CopyOfRun());
        tiny.Do("train --resume --extend --run {0} --quiet --steps 9 --learning-rate 0.002", run).Done();
        tiny.Do("train --resume --extend --run {0} --quiet --steps 9 --cosine-steps 6", kept).Done();

        var training = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!["training"]!;
        Assert.Equal((9, 0.0002), ((int)training["cosineSteps"]!, Math.Round((double)training["minLearningRate"]!, 12)));
        training = JsonNode.Parse(File.ReadAllText(Path.Combine(kept, "config.json")))!["training"]!;
        Assert.Equal((6, 0.0004), ((int)training["cosineSteps"]!, Math.Round((double)training["minLearningRate"]!, 12)));
    }

    [Theory]
    [InlineData("--d-model 32", "training.model.dModel 16; found 32.")]
    [InlineData("--seed 2", "training.seed 1; found 2.")]
    public void Extending_allows_no_other_change(string option, string said) =>
        Assert.Contains(said, tiny.Do($"train --resume --extend --run {{run}} --quiet {option}").Refused(2), StringComparison.Ordinal);

    [Fact]
    public void Change_that_could_be_allowed_says_how() => Assert.EndsWith(
        "--extend allows the change.", tiny.Do("train --resume --run {run} --quiet --steps 7").Refused(2), StringComparison.Ordinal);

    [Fact]
    public void Options_of_the_run_may_be_repeated()
    {
        var run = tiny.CopyOfRun();
        var line = $"train --resume --preset quickstart --data {{tokens}} --tokenizer {{tokenizer}} --run {{0}} {TinyRun.Options}";
        tiny.Do(line, run).Done();
    }

    [Fact]
    public void Diverging_run_stops_with_a_sentence()
    {
        var run = tiny.New("run");
        var line = $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 20 --learning-rate 1e30 --clip 1e30";
        Assert.Contains("diverged", tiny.Do(line, run).Refused(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_may_begin_in_the_folder_that_holds_its_tokenizer()
    {
        var run = tiny.New("run");
        TemporaryFolder.Copy(tiny.Tokenizer, Path.Combine(run, "tokenizer"));
        var line = $"train --data {{tokens}} --tokenizer {{0}} --run {{1}} {TinyRun.Sizes} --steps 1";
        tiny.Do(line, Path.Combine(run, "tokenizer"), run).Done();
        tiny.Do("generate --run {0} --prompt Once --max-tokens 1 --threads 1", run).Done();
    }

    /// <summary>The run that nothing stops, trained for the first test that asks.</summary>
    public sealed class UninterruptedRun
    {
        private string? run;

        public string Of(TinyRun tiny)
        {
            if (run is null)
            {
                run = tiny.New("run");
                tiny.Do(Train, run).Done();
            }
            return run;
        }
    }
}
