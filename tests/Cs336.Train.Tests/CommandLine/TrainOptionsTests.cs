using Xunit;

namespace Cs336.Train.Tests;

/// <summary>What <c>cs336 train</c> gets: nothing that was not given, and everything that was.</summary>
public sealed class TrainOptionsTests
{
    [Fact]
    public void Train_overrides_nothing_by_default()
    {
        var options = Invocation.OptionsOf<TrainOptions>("train", "--data", "d.npy");
        Assert.Equal(["d.npy"], options.Data);
        Assert.Empty(options.Sinks);
        Assert.Equal("run", options.Run);
        Assert.Equal(
            (false, false, false, false, false),
            (options.Resume, options.Extend, options.PrintConfig, options.VerifyData, options.Quiet));

        string[] withDefaults =
            [
                nameof(TrainOptions.Data), nameof(TrainOptions.Sinks), nameof(TrainOptions.Run), nameof(TrainOptions.Resume),
                nameof(TrainOptions.Extend), nameof(TrainOptions.PrintConfig), nameof(TrainOptions.VerifyData), nameof(TrainOptions.Quiet),
                nameof(TrainOptions.TraceShapes),
            ];
        var overrides = typeof(TrainOptions).GetProperties().Where(property => !withDefaults.Contains(property.Name)).ToList();
        Assert.Equal(46, overrides.Count);
        Assert.All(overrides, property => Assert.Null(property.GetValue(options)));
    }

    [Theory]
    [InlineData("--preset", "owt", nameof(TrainOptions.Preset), "owt")]
    [InlineData("--validation", "v.npy", nameof(TrainOptions.Validation), "v.npy")]
    [InlineData("--validation-fraction", "0.1", nameof(TrainOptions.ValidationFraction), 0.1)]
    [InlineData("--tokenizer", "t", nameof(TrainOptions.Tokenizer), "t")]
    [InlineData("--vocab-size", "300", nameof(TrainOptions.VocabSize), 300)]
    [InlineData("--run", "r", nameof(TrainOptions.Run), "r")]
    [InlineData("--config", "c.json", nameof(TrainOptions.Config), "c.json")]
    [InlineData("--bin-dtype", "uint32", nameof(TrainOptions.BinDType), "uint32")]
    [InlineData("--tokens", "5000000000", nameof(TrainOptions.Tokens), 5_000_000_000L)]
    [InlineData("--cosine-steps", "9", nameof(TrainOptions.CosineSteps), 9)]
    [InlineData("--norm-epsilon", "1e-6", nameof(TrainOptions.NormEpsilon), 1e-6)]
    [InlineData("--sampling", "epoch", nameof(TrainOptions.Sampling), "epoch")]
    [InlineData("--keep-checkpoints", "3", nameof(TrainOptions.KeepCheckpoints), 3)]
    [InlineData("--sample-tokens", "0", nameof(TrainOptions.SampleTokens), 0)]
    [InlineData("--steps", "10", nameof(TrainOptions.Steps), 10)]
    [InlineData("--batch-size", "11", nameof(TrainOptions.BatchSize), 11)]
    [InlineData("--context-length", "12", nameof(TrainOptions.ContextLength), 12)]
    [InlineData("--d-model", "13", nameof(TrainOptions.DModel), 13)]
    [InlineData("--n-layers", "14", nameof(TrainOptions.NLayers), 14)]
    [InlineData("--n-heads", "15", nameof(TrainOptions.NHeads), 15)]
    [InlineData("--d-ff", "16", nameof(TrainOptions.DFf), 16)]
    [InlineData("--norm", "post", nameof(TrainOptions.Norm), "post")]
    [InlineData("--positions", "none", nameof(TrainOptions.Positions), "none")]
    [InlineData("--feed-forward", "silu", nameof(TrainOptions.FeedForward), "silu")]
    [InlineData("--rope-theta", "1e4", nameof(TrainOptions.RopeTheta), 10_000.0)]
    [InlineData("--learning-rate", "1e-3", nameof(TrainOptions.LearningRate), 0.001)]
    [InlineData("--min-learning-rate", "0", nameof(TrainOptions.MinLearningRate), 0.0)]
    [InlineData("--warmup-steps", "0", nameof(TrainOptions.WarmupSteps), 0)]
    [InlineData("--weight-decay", ".1", nameof(TrainOptions.WeightDecay), 0.1)]
    [InlineData("--beta1", "0", nameof(TrainOptions.Beta1), 0.0)]
    [InlineData("--beta2", "0.999", nameof(TrainOptions.Beta2), 0.999)]
    [InlineData("--epsilon", "1E-8", nameof(TrainOptions.Epsilon), 1e-8)]
    [InlineData("--clip", "+1", nameof(TrainOptions.Clip), 1.0)]
    [InlineData("--eval-interval", "17", nameof(TrainOptions.EvalInterval), 17)]
    [InlineData("--eval-batches", "18", nameof(TrainOptions.EvalBatches), 18)]
    [InlineData("--checkpoint-interval", "19", nameof(TrainOptions.CheckpointInterval), 19)]
    [InlineData("--seed", "-9223372036854775808", nameof(TrainOptions.Seed), long.MinValue)]
    [InlineData("--device", "cuda", nameof(TrainOptions.Device), "cuda")]
    [InlineData("--threads", "2", nameof(TrainOptions.Threads), 2)]
    public void Train_hands_on_every_option(string option, string text, string property, object expected)
    {
        var spaced = Invocation.OptionsOf<TrainOptions>("train", "--data", "d", option, text);
        var joined = Invocation.OptionsOf<TrainOptions>("train", $"{option}={text}", "--data=d");
        Assert.Equal(expected, typeof(TrainOptions).GetProperty(property)!.GetValue(spaced));
        Assert.Equal(spaced, joined);
    }

    [Fact]
    public void Train_knows_its_data_from_the_run_when_it_resumes()
    {
        var options = Invocation.OptionsOf<TrainOptions>("train", "--resume", "--run", "r", "--quiet");
        Assert.Empty(options.Data);
        Assert.Equal(("r", true, true), (options.Run, options.Resume, options.Quiet));
    }

    [Fact]
    public void Train_ties_the_head_where_it_is_told_to() =>
        Assert.True(Invocation.OptionsOf<TrainOptions>("train", "--data", "d", "--tied-head").TiedHead);

    [Theory]
    [InlineData("'cs336 train' needs '--data' or '--resume', found neither.")]
    [InlineData(
        "'cs336 train' takes either '--tokenizer' or '--vocab-size', found both.",
        "--data", "d", "--tokenizer", "t", "--vocab-size", "300")]
    [InlineData(
        "'cs336 train' takes either '--validation' or '--validation-fraction', found both.",
        "--data", "d", "--validation", "v", "--validation-fraction", "0.1")]
    public void Train_refuses_what_does_not_go_together(string sentence, params string[] options) =>
        Assert.Equal(sentence, Invocation.RefusalOf(["train", .. options]));
}
