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
}
