using System.Text.Json.Nodes;
using Cs336.Model.Data;
using Cs336.Train.Configuration;
using Cs336.Train.Experiments.Data;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Running;

/// <summary>A training made concrete: the recipe of the scale with the changes of the experiment, on the prepared ids.</summary>
/// <param name="Config">Everything needed to repeat it.</param>
/// <param name="Tokenizer">The directory of the tokenizer that made the ids.</param>
/// <param name="BytesPerToken">Bytes of the validation text per token.</param>
internal sealed record TrainingPlan(RunConfig Config, string Tokenizer, double BytesPerToken)
{
    /// <summary>Prepares the ids, if need be, and puts the configuration together.</summary>
    public static TrainingPlan Of(TrainingRun run, RunSettings settings, PreparedCorpora corpora)
    {
        var recipe = Recipe.Of(settings.Scale);
        var valid = corpora.ValidTokens(run.Corpus);
        var description = TokenFileInfo.Find(valid)!;
        var tokenizer = corpora.Tokenizer(run.Corpus);
        var values = ConfigMerge.Of(
            recipe.Layer(run.Corpus),
            Surroundings(settings),
            new(run.Changes, path => $"run {run.Name}: {path}"),
            new(
                new()
                {
                    ["data"] = new JsonArray(Path.GetFullPath(corpora.TrainTokens(run.Corpus))),
                    ["validation"] = Path.GetFullPath(valid),
                    ["tokenizerSha256"] = Fingerprint.OfTokenizer(tokenizer),
                    ["training"] = new JsonObject { ["model"] = new JsonObject { ["vocabSize"] = description.VocabSize } },
                },
                path => path));
        var sizes = ConfigMerge.ToConfig(values).Training;
        // As many windows and evaluations whatever the batch, so that curves can be laid over each other.
        ConfigLayer.Put(values, "training.evalInterval", Math.Max(1, sizes.Steps / recipe.Evaluations));
        ConfigLayer.Put(values, "training.evalBatches", Math.Max(1, recipe.ValidationWindows / sizes.BatchSize));
        return new(ConfigMerge.ToConfig(values), tokenizer, (double)description.SourceBytes / description.Tokens);
    }

    /// <summary>What the command line says, and what no experiment needs: samples, TensorBoard, older checkpoints.</summary>
    private static ConfigLayer Surroundings(RunSettings settings)
    {
        var values = new JsonObject
        {
            ["device"] = settings.Device,
            ["threads"] = settings.Threads,
            ["sinks"] = new JsonArray(),
            ["sampleTokens"] = 0,
            ["keepCheckpoints"] = 1,
        };
        if (settings.DType is { } dtype)
            ConfigLayer.Put(values, ConfigKeys.DType, dtype);
        return new(values, path => path == ConfigKeys.DType ? "--dtype" : path);
    }
}
