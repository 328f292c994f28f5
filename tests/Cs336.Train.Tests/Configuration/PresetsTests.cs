using Cs336.Model;
using Cs336.Train.Configuration;
using Xunit;

namespace Cs336.Train.Tests.Configuration;

public sealed class PresetsTests
{
    [Theory]
    [InlineData("quickstart")]
    [InlineData("tinystories-17m")]
    [InlineData("tinystories-low-resource")]
    [InlineData("owt")]
    [InlineData("leaderboard")]
    public void Every_preset_can_be_run_as_it_is(string name)
    {
        var preset = Presets.Named(name);
        Assert.Same(preset, preset.Validated());
        Presets.ToAccountFor(name).Validated();
    }

    /// <summary>The sizes of the assignment's TinyStories run (§7.2) and of its version for small machines.</summary>
    [Theory]
    [InlineData("tinystories-17m", 10_000, 64, 20_000, 327_680_000)]
    [InlineData("tinystories-low-resource", 10_000, 32, 5_000, 40_960_000)]
    [InlineData("owt", 32_000, 64, 20_000, 327_680_000)]
    public void Presets_of_the_assignment_have_its_sizes(string name, int vocabSize, int batchSize, long steps, long tokens)
    {
        var preset = Presets.Named(name);
        Assert.Equal(
            new ModelConfig
            {
                VocabSize = vocabSize,
                ContextLength = 256,
                DModel = 512,
                NLayers = 4,
                NHeads = 16,
                RopeTheta = 10_000,
            },
            preset.Model);
        Assert.Equal(1344, preset.Model.DFf);
        Assert.Equal((batchSize, steps), (preset.BatchSize, preset.Steps));
        Assert.Equal(tokens, preset.Steps * preset.BatchSize * preset.Model.ContextLength);
    }

    [Fact]
    public void What_was_not_said_follows_from_what_was()
    {
        var preset = Presets.Named("tinystories-17m");
        var config = preset with { LearningRate = 0.02, Steps = 2_000, Model = preset.Model with { DModel = 256 } };
        Assert.Equal(704, config.Model.DFf);
        Assert.Equal(0.002, config.MinLearningRate, 1e-15);
        Assert.Equal((100, 100, 100, 2_000), (config.WarmupSteps, config.EvalInterval, config.CheckpointInterval, config.CosineSteps));
    }

    [Fact]
    public void A_run_of_one_step_has_no_empty_interval()
    {
        var config = Presets.Named(Presets.Default) with { Steps = 1 };
        Assert.Equal((1, 1, 1), (config.WarmupSteps, config.EvalInterval, config.CheckpointInterval));
        config.Validated();
    }

    [Fact]
    public void Unknown_preset_is_refused_with_those_there_are()
    {
        var error = Assert.Throws<ConfigurationException>(() => Presets.Named("tiny"));
        const string Known = "quickstart, tinystories-17m, tinystories-low-resource, owt, leaderboard; found 'tiny'";
        Assert.Contains(Known, error.Message, StringComparison.Ordinal);
    }
}
