using System.Text.Json;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>What becomes of a run that cannot go on as it was told to.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TrainingFaultTests(TinyRun tiny)
{
    /// <summary>A model without norms, at a rate of updates that no weight survives.</summary>
    private const string Diverging =
        $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 6 --eval-interval 6 --norm none --learning-rate 1000";

    [Fact]
    public void A_run_that_diverges_stops_with_a_report_and_keeps_its_checkpoints()
    {
        var run = tiny.New("run");

        var sentence = tiny.Do(Diverging, run).Refused(1);

        Assert.Contains("The run diverged at step", sentence, StringComparison.Ordinal);
        var dump = Assert.Single(Directory.GetFiles(Path.Combine(run, "dumps")));
        Assert.Contains(dump, sentence, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllBytes(dump));
        Assert.Equal(2, report.RootElement.GetProperty("ids").GetArrayLength());
        var parameters = report.RootElement.GetProperty("parameters").EnumerateArray();
        Assert.Contains(parameters, entry => entry.GetProperty("nonFiniteGradients").GetInt64() > 0);
    }

    [Fact]
    public void A_rewound_run_goes_back_to_what_was_good_and_reaches_its_end_at_a_lower_rate()
    {
        var run = tiny.New("run");
        var line = $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 6 --eval-interval 2 --norm none --learning-rate 1000";

        var outcome = tiny.Do(line + " --on-nonfinite rewind", run);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Back to the start, with 0.5 of the learning rate.", outcome.Error, StringComparison.Ordinal);
        var rows = Rows(run);
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Where(row => row.TryGetProperty("trainLoss", out _)).Select(Step));
        Assert.InRange(rows.Max(row => row.TryGetProperty("learningRate", out var rate) ? rate.GetDouble() : 0), 1, 500);
        tiny.Do("evaluate --run {0} --data {tokens} --threads 1 --quiet", run).Done();
    }

    [Fact]
    public void A_run_that_skips_has_a_row_for_every_step_and_does_not_hide_that_it_is_lost()
    {
        var run = tiny.New("run");

        var sentence = tiny.Do(Diverging + " --on-nonfinite skip", run).Refused(1);

        Assert.Contains("The run diverged by step 6: validation loss NaN", sentence, StringComparison.Ordinal);
        var rows = Rows(run).Where(row => !row.TryGetProperty("validationLoss", out _)).ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Select(Step));
        Assert.Contains(rows, row => row.TryGetProperty("skipped", out _));
    }

    /// <summary>Ids of a vocabulary so large that the logits of a batch fit no machine, while everything else is small.</summary>
    private string IdsOfALargeVocabulary()
    {
        var ids = new byte[40_000];
        new Random(1).NextBytes(ids);
        for (var i = 1; i < ids.Length; i += 2)
            ids[i] = (byte)Math.Min(ids[i], (byte)200);
        return tiny.File("ids.bin", ids);
    }

    private const string Large = "--vocab-size 60000 --threads 1 --quiet --d-model 2 --n-layers 1 --n-heads 1 --context-length 16 "
        + "--eval-batches 1 --steps 2 --sample-tokens 0 --validation-fraction 0.01";

    [SkippableFact]
    public void Lack_of_memory_ends_a_process_with_advice()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere the system grants half a terabyte.");
        var run = tiny.New("run");
        var line = $"train --data {{0}} --run {{1}} {Large} --batch-size 131072";
        using var process = Cs336Process.Start(tiny.Words(line, IdsOfALargeVocabulary(), run));

        var outcome = process.End();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(
            @"^cpu: there is no room for 131072 sequences at once; try --micro-batch \d+, or --micro-batch auto, which make the same updates in smaller portions\.
$",
            outcome.Error);
    }

    [SkippableFact]
    public void Lack_of_memory_makes_portions_smaller_where_that_is_allowed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limit is set by a shell of Linux.");
        var run = tiny.New("run");
        var line = string.Join(' ', tiny.Words(
            $"train --data {{0}} --run {{1}} {Large} --batch-size 512 --micro-batch auto", IdsOfALargeVocabulary(), run));

        // In blocks of 1,024 bytes: 2 GB of memory to write to.
        var outcome = Cs336Process.RunScript(["bash", "-c", $"ulimit -d 2000000; exec $CS336 {line}"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("step 1: cpu ran out of memory; from here on gradients are computed for 256 sequences at once.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("microBatch", File.ReadAllText(Path.Combine(run, "checkpoints", "step-00000002", "state.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void One_batch_again_and_again_is_learnt_by_heart_or_said_not_to_be()
    {
        var line = $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --overfit-one-batch --learning-rate 0.02 --steps";

        var learnt = tiny.Do($"{line} 300", tiny.New("run"));
        var begun = tiny.Do($"{line} 3", tiny.New("run"));

        Assert.Contains("the model knows it by heart, so it can learn.", learnt.Output, StringComparison.Ordinal);
        Assert.Contains("expected below 0.1.", begun.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_in_bf16_train_a_model_whose_checkpoint_is_float32()
    {
        var run = tiny.New("run");

        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Options} --dtype bf16 --micro-batch 1", run).Done();

        var header = File.ReadAllText(Path.Combine(run, "checkpoints", "step-00000006", "model.safetensors"))[..400];
        Assert.Contains("\"F32\"", header, StringComparison.Ordinal);
        Assert.DoesNotContain("BF16", header, StringComparison.Ordinal);
        Assert.Contains("\"dtype\": \"bf16\"", File.ReadAllText(Path.Combine(run, "config.json")), StringComparison.Ordinal);
    }

    private static List<JsonElement> Rows(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonElement.Parse(line))];

    private static int Step(JsonElement row) => row.GetProperty("step").GetInt32();
}
