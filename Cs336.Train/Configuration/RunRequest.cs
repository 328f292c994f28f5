using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Model;
using Cs336.Train.Files;
using Cs336.Train.Startup;
using Cs336.Train.Training;

namespace Cs336.Train.Configuration;

/// <summary>The configuration that a command line of <c>cs336 train</c> asks for.</summary>
internal static class RunRequest
{
    /// <summary>What <c>--extend</c> lets a resumed run change.</summary>
    private static readonly string[] Extendable =
        ["training.steps", "training.cosineSteps", "training.learningRate", "training.minLearningRate"];

    /// <summary>The configuration of a new run: a preset, then a file, then the options, and what is known of the data.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="tokenizerDirectory">Where the tokenizer lies, if that is known.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="ConfigurationException">A value is unknown or out of its range, or two do not fit.</exception>
    public static RunConfig New(TrainOptions options, out string? tokenizerDirectory)
    {
        var given = OptionLayer.Of(options);
        List<ConfigLayer> own = options.Config is { } path ? [ConfigLayer.OfFile(path), given] : [given];
        var autoDType = AutoDType.AskedForIn(own);
        // What the preset says of the vocabulary holds only until the data are known.
        var stated = ConfigMerge.Of(own);
        var merged = ConfigMerge.Of([Presets.Layer(options.Preset ?? Presets.Default), .. own]);
        merged["device"] = Torch.DeviceNamed((string?)merged["device"]).ToString();
        if (autoDType)
            merged[ConfigKeys.Training]!["dtype"] = AutoDType.For((string)merged["device"]!, (int?)merged["threads"]);
        var config = ConfigMerge.ToConfig(merged);
        tokenizerDirectory = options.Tokenizer;
        if (config.Data.Count == 0)
        {
            return options.PrintConfig
                ? config
                : throw new ConfigurationException("data: expected at least one token file to train on; found none.");
        }
        var vocabulary = VocabularyCheck.Of(config, options.Tokenizer, (int?)stated[ConfigKeys.Training]?["model"]?["vocabSize"]);
        tokenizerDirectory = vocabulary.TokenizerDirectory;
        if (config.TokenizerSha256 is { } expected && vocabulary.TokenizerSha256 != expected)
        {
            throw new ConfigurationException(
                $"tokenizerSha256: {config.Data[0].Path} was encoded with another tokenizer; expected {expected}, "
                + $"found {vocabulary.TokenizerSha256 ?? "none"}.");
        }
        Put(merged, vocabulary.Size, vocabulary.TokenizerSha256);
        return ConfigMerge.ToConfig(merged);
    }

    /// <summary>The configuration of a run to resume. Options may be repeated; what they may change is up to <c>--extend</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">The command line.</param>
    /// <exception cref="IOException">There is no such run, or its configuration is damaged.</exception>
    /// <exception cref="ConfigurationException">An option differs from what the run recorded.</exception>
    public static RunConfig Resumed(RunDirectory run, TrainOptions options)
    {
        var recorded = run.ReadConfig();
        var values = JsonSerializer.SerializeToNode(recorded, JsonFile.Options)!.AsObject();
        if (options.Extend)
            ForgetWhatFollows(values, recorded);
        var layers = new List<ConfigLayer> { new(values, path => $"{run.ConfigFile}: {path}") };
        if (options.Preset is { } preset)
            layers.Add(WithoutVocabulary(Presets.Layer(preset)));
        var given = OptionLayer.Of(options);
        // What the run chose for itself when it began is what it goes on with.
        AutoDType.TakenFrom(given);
        layers.Add(given);
        var merged = ConfigMerge.Of(layers);
        if (options.Tokenizer is { } tokenizer)
            merged["tokenizerSha256"] = Tokenization.Fingerprint.OfTokenizer(tokenizer);
        var asked = ConfigMerge.ToConfig(merged);
        var differences = ConfigDifference.Between(recorded, asked).ToList();
        if (differences.FirstOrDefault(difference => !options.Extend || !Extendable.Contains(difference.Name)) is { } refused)
        {
            var hint = Extendable.Contains(refused.Name) ? "; --extend allows the change" : "";
            throw new ConfigurationException($"--resume: {run.ConfigFile} has {refused.Name} {refused.Recorded}; found {refused.Asked}{hint}.");
        }
        return asked;
    }

    /// <summary>Whether a checkpoint was trained with this configuration, but for what <c>--extend</c> may change.</summary>
    public static bool GoesOnFrom(Cs336.Model.Training.TrainingConfig saved, RunConfig config) =>
        ConfigDifference.Between(config with { Training = saved }, config).All(difference => Extendable.Contains(difference.Name));

    /// <summary>What followed from the length and the rate of the run goes on following from them.</summary>
    private static void ForgetWhatFollows(JsonObject values, RunConfig recorded)
    {
        var (training, before) = (values[ConfigKeys.Training]!.AsObject(), recorded.Training);
        if (before.CosineSteps == before.Steps)
            training.Remove("cosineSteps");
        if (before.MinLearningRate == before.LearningRate / 10)
            training.Remove("minLearningRate");
    }

    private static ConfigLayer WithoutVocabulary(ConfigLayer preset)
    {
        preset.Values[ConfigKeys.Training]!["model"]!.AsObject().Remove("vocabSize");
        return preset;
    }

    private static void Put(JsonObject merged, int vocabSize, string? tokenizerSha256)
    {
        merged[ConfigKeys.Training]!["model"]!["vocabSize"] = vocabSize;
        merged["tokenizerSha256"] = tokenizerSha256;
    }
}
