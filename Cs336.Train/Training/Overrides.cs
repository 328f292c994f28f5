using System.Text.Json;
using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Training;

/// <summary>The options of <c>cs336 train</c> in place of what a preset or a recorded run says.</summary>
internal static class Overrides
{
    /// <summary>The configuration of a new run: a preset, what follows from the options given, and the options themselves.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="preset">What holds where nothing else is said.</param>
    /// <param name="vocabSize">Number of ids.</param>
    /// <exception cref="ConfigurationException">A value is out of its range, or two do not fit.</exception>
    public static TrainingConfig Over(this TrainOptions options, TrainingConfig preset, int vocabSize)
    {
        var config = Given(options, Completed(Given(options, preset), vocabSize));
        return (config with { CheckpointInterval = options.CheckpointInterval ?? config.EvalInterval }).Validated();
    }

    /// <summary>
    /// A configuration with the values that follow from others: the smallest learning rate (a tenth) from the
    /// largest, warm-up, evaluations and checkpoints (a twentieth) from the number of steps. A short run is evaluated every tenth step,
    /// so that it is not mostly evaluation.
    /// </summary>
    /// <param name="config">The others.</param>
    /// <param name="vocabSize">Number of ids.</param>
    public static TrainingConfig Completed(TrainingConfig config, int vocabSize)
    {
        var twentieth = Math.Max(1, config.Steps / 20);
        var interval = Math.Min(config.Steps, Math.Max(10, twentieth));
        return config with
        {
            Model = config.Model with { VocabSize = vocabSize },
            MinLearningRate = config.LearningRate / 10,
            WarmupSteps = twentieth,
            EvalInterval = interval,
            CheckpointInterval = interval,
        };
    }

    /// <summary>A recorded run with the options that are given in place of what it recorded.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="recorded">The run.</param>
    /// <exception cref="ConfigurationException">
    /// A preset is given that there is not, or that does not fit the options beside it.
    /// </exception>
    public static RunConfig OnTopOf(this TrainOptions options, RunConfig recorded) => recorded with
    {
        Data = options.Data is null ? recorded.Data : Path.GetFullPath(options.Data),
        Validation = options.Validation is null ? recorded.Validation : Path.GetFullPath(options.Validation),
        ValidationFraction = options.ValidationFraction ?? recorded.ValidationFraction,
        TokenizerSha256 = options.Tokenizer is null ? recorded.TokenizerSha256 : Fingerprint.OfTokenizer(options.Tokenizer),
        Device = options.Device ?? recorded.Device,
        Threads = options.Threads ?? recorded.Threads,
        Tf32 = options.Tf32 ?? recorded.Tf32,
        // A preset stands for all its values, as it did when the run began.
        Training = options.Preset is { } preset
            ? options.Over(Presets.Named(preset), options.VocabSize ?? recorded.Training.Model.VocabSize)
            : Given(options, recorded.Training),
    };

    private static TrainingConfig Given(TrainOptions options, TrainingConfig otherwise) => otherwise with
    {
        Model = Given(options, otherwise.Model),
        DType = Choice("--dtype", options.DType, otherwise.DType),
        Steps = options.Steps ?? otherwise.Steps,
        BatchSize = options.BatchSize ?? otherwise.BatchSize,
        MicroBatch = options.AutoMicroBatch is null ? otherwise.MicroBatch : options.MicroBatch,
        AutoMicroBatch = options.AutoMicroBatch ?? otherwise.AutoMicroBatch,
        LearningRate = options.LearningRate ?? otherwise.LearningRate,
        MinLearningRate = options.MinLearningRate ?? otherwise.MinLearningRate,
        WarmupSteps = options.WarmupSteps ?? otherwise.WarmupSteps,
        WeightDecay = options.WeightDecay ?? otherwise.WeightDecay,
        Beta1 = options.Beta1 ?? otherwise.Beta1,
        Beta2 = options.Beta2 ?? otherwise.Beta2,
        Epsilon = options.Epsilon ?? otherwise.Epsilon,
        Clip = options.Clip ?? otherwise.Clip,
        OnNonFinite = Choice("--on-nonfinite", options.OnNonFinite, otherwise.OnNonFinite),
        OverfitOneBatch = options.OverfitOneBatch ?? otherwise.OverfitOneBatch,
        EvalInterval = options.EvalInterval ?? otherwise.EvalInterval,
        EvalBatches = options.EvalBatches ?? otherwise.EvalBatches,
        CheckpointInterval = options.CheckpointInterval ?? otherwise.CheckpointInterval,
        Seed = options.Seed ?? otherwise.Seed,
    };

    private static ModelConfig Given(TrainOptions options, ModelConfig otherwise)
    {
        var config = otherwise with
        {
            VocabSize = options.VocabSize ?? otherwise.VocabSize,
            ContextLength = options.ContextLength ?? otherwise.ContextLength,
            DModel = options.DModel ?? otherwise.DModel,
            NLayers = options.NLayers ?? otherwise.NLayers,
            NHeads = options.NHeads ?? otherwise.NHeads,
            Norm = Choice("--norm", options.Norm, otherwise.Norm),
            Positions = Choice("--positions", options.Positions, otherwise.Positions),
            FeedForward = Choice("--feed-forward", options.FeedForward, otherwise.FeedForward),
            TiedHead = options.TiedHead ?? otherwise.TiedHead,
            RopeTheta = options.RopeTheta ?? otherwise.RopeTheta,
        };
        // Set only where it is given: else it goes on following from d_model and the kind of network.
        return options.DFf is { } dFf ? config with { DFf = dFf } : config;
    }

    /// <summary>The variant of a name, in any case of letters.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    private static T Choice<T>(string option, string? name, T otherwise) where T : struct, Enum
    {
        if (name is null)
            return otherwise;
        // The names are those of config.json.
        var known = Enum.GetValues<T>().ToDictionary(value => JsonSerializer.SerializeToElement(value).GetString()!);
        return known.TryGetValue(name.ToLowerInvariant(), out var chosen)
            ? chosen
            : throw new ConfigurationException($"{option}: expected one of {string.Join(", ", known.Keys)}; found '{name}'.");
    }
}
