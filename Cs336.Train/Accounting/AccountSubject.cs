using System.Text.Json;
using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Files;

namespace Cs336.Train.Accounting;

/// <summary>What is to be accounted for: a model and the run that trains it.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Model">Sizes and variants.</param>
/// <param name="BatchSize">Sequences per update.</param>
/// <param name="Steps">Updates; null where nothing says how many.</param>
internal sealed record AccountSubject(string Name, ModelConfig Model, int BatchSize, long? Steps)
{
    /// <summary>What the options name, with what they say over it.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON, or holds a value of the wrong kind.</exception>
    /// <exception cref="ConfigurationException">The preset is unknown, the file no configuration, or the sizes make no model.</exception>
    public static AccountSubject Of(AccountOptions options)
    {
        var named = options.Config is { } path ? OfFile(path) : OfRun(options.Preset!, Presets.ToAccountFor(options.Preset!));
        var contextLength = options.ContextLength ?? named.Model.ContextLength;
        return named with
        {
            Model = (named.Model with { ContextLength = contextLength }).Validated(),
            BatchSize = options.BatchSize ?? named.BatchSize,
            Steps = options.Steps ?? named.Steps,
        };
    }

    private static AccountSubject OfFile(string path)
    {
        var root = JsonFile.Read<JsonElement>(path);
        if (Has("training"))
            return OfRun(path, ConfigMerge.ToConfig(ConfigMerge.Of(Presets.Layer(Presets.Default), ConfigLayer.OfFile(path))).Training);
        if (Has("model"))
            return OfRun(path, JsonFile.Read<TrainingConfig>(path, JsonFile.Strict));
        if (Has("vocabSize"))
            return OfRun(path, new() { Model = JsonFile.Read<ModelConfig>(path, JsonFile.Strict), Steps = 1 }) with { Steps = null };
        throw new ConfigurationException(
            $"{path}: expected a run's config.json (with 'training'), its training part (with 'model') or the sizes of a model (with 'vocabSize').");

        bool Has(string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out _);
    }

    private static AccountSubject OfRun(string name, TrainingConfig run) => new(name, run.Model, run.BatchSize, run.Steps);
}
