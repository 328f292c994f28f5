using System.Text.Json.Nodes;

namespace Cs336.Train.Configuration;

/// <summary>What the command line of <c>cs336 train</c> says of a configuration: the option beside each key.</summary>
internal static class OptionLayer
{
    /// <summary>The values of the options that were given.</summary>
    public static ConfigLayer Of(TrainOptions options)
    {
        var given = new Given();
        if (options.Data.Count > 0)
            given.Add("data", "--data", new JsonArray([.. options.Data.Select(source => DataSource.Parse(source).FullyNamed().ToString())]));
        if (options.Validation is { } validation)
            given.Add("validation", "--validation", Path.GetFullPath(validation));
        given.Add("validationFraction", "--validation-fraction", options.ValidationFraction);
        given.Add("binDtype", "--bin-dtype", Lower(options.BinDType));
        given.Add("device", "--device", options.Device);
        given.Add("threads", "--threads", options.Threads);
        given.Add("tf32", "--tf32", options.Tf32);
        given.Add("keepCheckpoints", "--keep-checkpoints", options.KeepCheckpoints);
        if (options.Sinks.Count > 0)
            given.Add("sinks", "--sinks", new JsonArray([.. options.Sinks.Where(name => name != "none").Select(name => (JsonNode)Lower(name)!)]));
        given.Add("sampleTokens", "--sample-tokens", options.SampleTokens);
        given.Add("logNorms", "--log-norms", options.LogNorms);

        given.Add("training.steps", "--steps", options.Steps);
        given.Add("training.tokens", "--tokens", options.Tokens);
        given.Add("training.batchSize", "--batch-size", options.BatchSize);
        if (options.AutoMicroBatch is { } auto)
        {
            given.Add("training.microBatch", "--micro-batch", (JsonNode?)options.MicroBatch);
            given.Add("training.autoMicroBatch", "--micro-batch", auto);
        }
        given.Add("training.learningRate", "--learning-rate", options.LearningRate);
        given.Add("training.minLearningRate", "--min-learning-rate", options.MinLearningRate);
        given.Add("training.warmupSteps", "--warmup-steps", options.WarmupSteps);
        given.Add("training.cosineSteps", "--cosine-steps", options.CosineSteps);
        given.Add("training.weightDecay", "--weight-decay", options.WeightDecay);
        given.Add("training.beta1", "--beta1", options.Beta1);
        given.Add("training.beta2", "--beta2", options.Beta2);
        given.Add("training.epsilon", "--epsilon", options.Epsilon);
        given.Add("training.clip", "--clip", options.Clip);
        given.Add("training.onNonFinite", "--on-nonfinite", Lower(options.OnNonFinite));
        given.Add("training.sampling", "--sampling", Lower(options.Sampling));
        given.Add("training.overfitOneBatch", "--overfit-one-batch", options.OverfitOneBatch);
        given.Add("training.evalInterval", "--eval-interval", options.EvalInterval);
        given.Add("training.evalBatches", "--eval-batches", options.EvalBatches);
        given.Add("training.checkpointInterval", "--checkpoint-interval", options.CheckpointInterval);
        given.Add("training.seed", "--seed", options.Seed);
        given.Add("training.dtype", "--dtype", Lower(options.DType));

        given.Add("training.model.vocabSize", "--vocab-size", options.VocabSize);
        given.Add("training.model.contextLength", "--context-length", options.ContextLength);
        given.Add("training.model.dModel", "--d-model", options.DModel);
        given.Add("training.model.dFf", "--d-ff", options.DFf);
        given.Add("training.model.nLayers", "--n-layers", options.NLayers);
        given.Add("training.model.nHeads", "--n-heads", options.NHeads);
        given.Add("training.model.norm", "--norm", Lower(options.Norm));
        given.Add("training.model.positions", "--positions", Lower(options.Positions));
        given.Add("training.model.feedForward", "--feed-forward", Lower(options.FeedForward));
        given.Add("training.model.tiedHead", "--tied-head", options.TiedHead);
        given.Add("training.model.ropeTheta", "--rope-theta", options.RopeTheta);
        given.Add("training.model.normEpsilon", "--norm-epsilon", options.NormEpsilon);
        return given.Layer;
    }

    private static string? Lower(string? name) => name?.ToLowerInvariant();

    private sealed class Given
    {
        private readonly JsonObject values = [];
        private readonly Dictionary<string, string> optionOf = [];

        public ConfigLayer Layer => new(values, path => optionOf.GetValueOrDefault(path, path));

        public void Add<T>(string path, string option, T? value) where T : struct => AddIfGiven(path, option, JsonValue.Create(value));

        public void Add(string path, string option, string? value) => AddIfGiven(path, option, JsonValue.Create(value));

        /// <summary>A value that may be null, which says something too.</summary>
        public void Add(string path, string option, JsonNode? value)
        {
            optionOf[path] = option;
            ConfigLayer.Put(values, path, value);
        }

        private void AddIfGiven(string path, string option, JsonNode? value)
        {
            if (value is not null)
                Add(path, option, value);
        }
    }
}
