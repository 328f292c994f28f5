using System.Text.RegularExpressions;
using Cs336.Model;
using Cs336.Train.Configuration;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Problems;
using Xunit;

namespace Cs336.Train.Tests.Experiments;

/// <summary>Every problem is declared, and what is declared can be run.</summary>
public sealed class ExperimentRegistryTests
{
    private static readonly string[] Problems =
    [
        "unicode1", "unicode2", "train_bpe_tinystories", "train_bpe_expts_owt", "tokenizer_experiments", "transformer_accounting",
        "learning_rate_tuning", "adamwAccounting", "experiment_log", "learning_rate", "batch_size_experiment", "generate",
        "layer_norm_ablation", "pre_norm_ablation", "no_pos_emb", "swiglu_ablation", "main_experiment", "leaderboard",
    ];

    public static TheoryData<int> Scales => [.. Enum.GetValues<Scale>().Select(scale => (int)scale)];

    [Fact]
    public void Every_problem_of_the_assignment_is_there_in_its_order() =>
        Assert.Equal(Problems, ExperimentRegistry.All.Select(experiment => experiment.Name));

    [Fact]
    public void Every_experiment_says_what_it_is() => Assert.All(ExperimentRegistry.All, experiment =>
        Assert.All([experiment.Title, experiment.Question, experiment.Measured, experiment.Judged], text => Assert.False(string.IsNullOrWhiteSpace(text))));

    [Theory]
    [MemberData(nameof(Scales))]
    public void Runs_of_one_name_are_the_same_run(int scale)
    {
        foreach (var same in Runs(scale).GroupBy(run => run.Name))
        {
            Assert.Matches(new Regex("^[a-z0-9-]+$"), same.Key);
            Assert.Single(same.Select(run => run is TrainingRun training ? $"{training.Corpus} {training.Changes.ToJsonString()}" : "measured").Distinct());
        }
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Every_training_is_a_configuration_that_can_be_run(int scale) => Assert.All(Runs(scale).OfType<TrainingRun>(), run =>
    {
        var recipe = Recipe.Of((Scale)scale);
        var values = ConfigMerge.Of(recipe.Layer(run.Corpus), new(run.Changes, path => path));
        ConfigLayer.Put(values, "training.model.vocabSize", recipe.VocabSize(run.Corpus));
        var config = ConfigMerge.ToConfig(values).Training;
        Assert.True(config.Steps >= 1);
        // The loss is a mean of as many windows for every batch size.
        Assert.Equal(0, recipe.ValidationWindows % config.BatchSize);
    });

    [Fact]
    public void At_full_scale_the_baseline_is_the_assignments_own()
    {
        var values = Recipe.Of(Scale.Full).Layer(Corpus.TinyStories);
        var config = ConfigMerge.ToConfig(values.Values).Training;
        Assert.Equal(327_680_000, config.Steps * config.BatchSize * config.Model.ContextLength);
        Assert.Equal(Presets.Named("tinystories-17m"), config);
        Assert.Null(Recipe.Of(Scale.Full).StandIn(Corpus.TinyStories));
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Sweeps_are_as_wide_as_the_assignment_asks(int scale)
    {
        Assert.True(new LearningRate().Runs((Scale)scale).Count >= 6 + 1);
        var sizes = new BatchSize().Runs((Scale)scale);
        Assert.True(sizes.Count >= 5);
        Assert.Equal("batch-size-1", sizes[0].Name);
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void SiLU_has_exactly_as_many_parameters_as_SwiGLU(int scale)
    {
        var recipe = Recipe.Of((Scale)scale);
        var silu = Assert.IsType<TrainingRun>(new SwiGluAblation().Runs((Scale)scale)[2]);
        var (gated, plain) = (ModelOf(recipe, []), ModelOf(recipe, silu.Changes));
        Assert.Equal(FeedForwardKind.Silu, plain.FeedForward);
        Assert.Equal(3 * gated.DFf, 2 * plain.DFf);
    }

    [Fact]
    public void Unknown_name_is_refused_with_the_nearest_known_one() => Assert.Equal(
        "there is no experiment 'learning_rates'; did you mean learning_rate?",
        Assert.Throws<ConfigurationException>(() => ExperimentRegistry.Named(["learning_rates"])).Message);

    [Fact]
    public void All_stands_for_every_experiment() => Assert.Equal(ExperimentRegistry.All, ExperimentRegistry.Named(["all"]));

    private static IEnumerable<ExperimentRun> Runs(int scale) => ExperimentRegistry.All.SelectMany(experiment => experiment.Runs((Scale)scale));

    private static ModelConfig ModelOf(Recipe recipe, System.Text.Json.Nodes.JsonObject changes)
    {
        var values = ConfigMerge.Of(recipe.Layer(Corpus.TinyStories), new(changes, path => path));
        ConfigLayer.Put(values, "training.model.vocabSize", 1_000);
        return ConfigMerge.ToConfig(values).Training.Model;
    }
}
