using System.Text.Json;
using Cs336.Model.Training;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.Experiments;

/// <summary><c>cs336 experiment</c>, as a user sees it, on trainings of a fraction of a second.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ExperimentCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Out => folder.In("experiments");

    private ExperimentLog Log => new(Path.Combine(Out, "log.jsonl"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shared_run_is_made_once_and_what_is_recorded_is_skipped()
    {
        var first = Run("experiment_log layer_norm_ablation --only baseline no-norm").Done();
        Assert.Equal(["baseline", "no-norm"], Recorded());
        Assert.Contains("baseline: 20 steps", first);
        Assert.True(File.Exists(Path.Combine(Out, "smoke", "layer_norm_ablation", "loss-by-step.svg")));
        var second = Run("experiment_log --only baseline").Done();
        Assert.Contains("baseline: recorded already.", second);
        Assert.Equal(["baseline", "no-norm"], Recorded());
        Run("experiment_log --only baseline --again").Done();
        Assert.Equal(["baseline", "no-norm", "baseline"], Recorded());
    }

    [Fact]
    public void Entry_says_what_was_run_on_what_and_holds_the_whole_curve()
    {
        Run("experiment_log --skip baseline-seed-2").Done();
        var entry = Assert.Single(Log.Read());
        Assert.Equal(("baseline", "experiment_log", Scale.Smoke, RunOutcome.Done, 1), (entry.Run, entry.Experiment, entry.Scale, entry.Outcome, entry.Seed));
        Assert.Equal("cs336 experiment run experiment_log --scale smoke --only baseline", entry.Command);
        Assert.Equal(64, entry.Fingerprint.Length);
        var data = Assert.Single(entry.Data);
        Assert.True(data.IsStandIn);
        Assert.Contains("cs336 data synth --kind stories", data.Description);
        var result = ResultOf(entry);
        Assert.Equal(20, result.Curve[^1].Step);
        Assert.Equal(5, result.Curve.Count(row => row.ValidationLoss is not null));
        Assert.True(result.BestValidationLoss < result.Curve[0].ValidationLoss);
        Assert.InRange(result.BytesPerToken!.Value, 1, 10);
        Assert.Single(Directory.GetDirectories(Path.Combine(Out, "smoke", "runs", "baseline", "checkpoints")));
    }

    [Fact]
    public void Divergence_is_a_result()
    {
        Run("learning_rate --only learning-rate-1e2").Done();
        var entry = Assert.Single(Log.Read());
        Assert.Equal(RunOutcome.Diverged, entry.Outcome);
        Assert.StartsWith("Loss or gradients were no longer finite in step ", ResultOf(entry).Divergence);
        Assert.NotEmpty(ResultOf(entry).Curve);
    }

    [Fact]
    public void Error_is_recorded_with_its_reason_and_the_other_runs_go_on()
    {
        Run("experiment_log --only baseline").Done();
        Directory.Delete(Path.Combine(Out, "smoke", "runs"), recursive: true);
        File.WriteAllText(Path.Combine(Out, "smoke", "runs"), "in the way");
        var outcome = Run("main_experiment layer_norm_ablation --only no-norm owt baseline");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("these failed: no-norm, owt;", outcome.Error);
        Assert.Equal([RunOutcome.Done, RunOutcome.Failed, RunOutcome.Failed], Log.Read().Select(entry => entry.Outcome));
        Assert.All(Log.Read().Skip(1), entry => Assert.Contains("found a file", entry.Failure));
        File.Delete(Path.Combine(Out, "smoke", "runs"));
        Run("layer_norm_ablation --only no-norm").Done();
        Assert.Equal(RunOutcome.Done, Log.Read()[^1].Outcome);
    }

    [Fact]
    public void Measurement_whose_training_is_only_in_the_log_has_it_trained_again()
    {
        Run("main_experiment --only owt").Done();
        Directory.Delete(Path.Combine(Out, "smoke", "runs"), recursive: true);
        Run("main_experiment --only owt-sample").Done();
        Assert.Equal(["owt", "owt", "owt-sample"], Recorded());
        Assert.Equal(Losses(ResultOf(Log.Read()[0])), Losses(ResultOf(Log.Read()[1])));
    }

    [Fact]
    public void Full_scale_without_the_courses_texts_is_refused()
    {
        var nowhere = Outcome.Of($"experiment run learning_rate --scale full --out {Out}".Split(' '));
        Assert.StartsWith("--data: at full scale expected the folder", nowhere.Refused(2));
        Directory.CreateDirectory(folder.In("data"));
        var empty = Outcome.Of($"experiment run learning_rate --scale full --out {Out} --data {folder.In("data")}".Split(' '));
        Assert.Contains("TinyStoriesV2-GPT4-train.txt: there is no such file", empty.Refused(1));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Courses_texts_gzipped_or_not_are_used_where_they_are_there()
    {
        Directory.CreateDirectory(folder.In("data"));
        var text = string.Concat(Enumerable.Repeat("Once there was a cat. It sat on a mat.\n<|endoftext|>\n", 2_000));
        File.WriteAllText(Path.Combine(folder.In("data"), "TinyStoriesV2-GPT4-train.txt"), text);
        using (var packed = new System.IO.Compression.GZipStream(
            File.Create(Path.Combine(folder.In("data"), "TinyStoriesV2-GPT4-valid.txt.gz")), System.IO.Compression.CompressionLevel.Fastest))
        {
            packed.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        Run($"experiment_log --only baseline --data {folder.In("data")}").Done();
        var data = Assert.Single(Log.Read()[0].Data);
        Assert.False(data.IsStandIn);
        Assert.Equal((text.Length, text.Length), (data.TrainBytes, data.ValidBytes));
        // Another text is another run.
        Run("experiment_log --only baseline").Done();
        Assert.Equal(2, Log.Read().Select(entry => entry.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void Runs_that_are_unknown_are_refused_with_those_that_there_are() => Assert.Equal(
        "--only: expected runs of the chosen experiments, of baseline, baseline-seed-2; found 'basline'.",
        Run("experiment_log --only basline").Refused(2));

    [Fact]
    public void List_tells_what_is_recorded()
    {
        Run("experiment_log --only baseline").Done();
        var list = Outcome.Of($"experiment list --scale smoke --out {Out}".Split(' ')).Done();
        Assert.Contains("    baseline: done on ", list);
        Assert.Contains("    baseline-seed-2: not run", list);
        Assert.All(ExperimentRegistry.All, experiment => Assert.Contains($"{experiment.Name}: ", list));
    }

    private Outcome Run(string words) => Outcome.Of($"experiment run {words} --scale smoke --quiet --out {Out}".Split(' '));

    private IEnumerable<string> Recorded() => Log.Read().Select(entry => entry.Run);

    private static TrainingResult ResultOf(LogEntry entry) => entry.Result.Deserialize<TrainingResult>(Files.JsonFile.Options)!;

    private static IEnumerable<(long, double?, double?)> Losses(TrainingResult result) =>
        result.Curve.Select((Metrics row) => (row.Step, row.TrainLoss, row.ValidationLoss));
}
