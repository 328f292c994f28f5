using System.Text.Json;
using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using Xunit;

namespace Cs336.Model.Tests.Training;

public sealed class TrainingConfigTests
{
    public static TheoryData<string, TrainingConfig> Unusable => new()
    {
        { "d_model", Sitting.Config with { Model = TinyModel.Config with { DModel = 0 } } },
        { "steps", Sitting.Config with { Steps = 0, WarmupSteps = 0 } },
        { "batch size", Sitting.Config with { BatchSize = 0 } },
        { "learning rate", Sitting.Config with { LearningRate = -1 } },
        { "learning rate", Sitting.Config with { LearningRate = double.PositiveInfinity } },
        { "min learning rate", Sitting.Config with { MinLearningRate = 0.03 } },
        { "min learning rate", Sitting.Config with { MinLearningRate = -1 } },
        { "warmup steps", Sitting.Config with { WarmupSteps = 13 } },
        { "warmup steps", Sitting.Config with { CosineSteps = 2 } },
        { "cosine steps", Sitting.Config with { CosineSteps = 0 } },
        { "weight decay", Sitting.Config with { WeightDecay = -1 } },
        { "beta1", Sitting.Config with { Beta1 = 1 } },
        { "beta2", Sitting.Config with { Beta2 = -0.1 } },
        { "epsilon", Sitting.Config with { Epsilon = 0 } },
        { "micro batch", Sitting.Config with { MicroBatch = 0 } },
        { "clip", Sitting.Config with { Clip = 0 } },
        { "eval interval", Sitting.Config with { EvalInterval = 0 } },
        { "eval batches", Sitting.Config with { EvalBatches = 0 } },
        { "checkpoint interval", Sitting.Config with { CheckpointInterval = 0 } },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Values_out_of_range_are_refused_by_name(string expected, TrainingConfig config) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(config.Validated).Message);

    [Fact]
    public void A_usable_configuration_is_returned_as_it_is() => Assert.Same(Sitting.Config, Sitting.Config.Validated());

    [Fact]
    public void The_schedule_is_that_of_the_rates_and_steps() =>
        Assert.Equal(new CosineSchedule(0.02, 0.002, WarmupSteps: 3, CycleSteps: 12), Sitting.Config.Schedule);

    [Fact]
    public void Json_and_back_is_the_same_configuration()
    {
        var json = JsonSerializer.Serialize(Sitting.Config);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<TrainingConfig>(json)));
    }
}
