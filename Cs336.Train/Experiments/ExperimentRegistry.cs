using Cs336.Model;
using Cs336.Train.Experiments.Problems;

namespace Cs336.Train.Experiments;

/// <summary>Every problem of the assignment that asks for a measurement or an answer in words, in the assignment's order.</summary>
internal static class ExperimentRegistry
{
    private const string AllOfThem = "all";

    /// <summary>All experiments.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new Unicode1(),
        new Unicode2(),
        new TrainBpeTinyStories(),
        new TrainBpeOwt(),
        new TokenizerExperiments(),
        new TransformerAccounting(),
        new LearningRateTuning(),
        new AdamWAccounting(),
        new ExperimentLogging(),
        new LearningRate(),
        new BatchSize(),
        new TextGeneration(),
        new LayerNormAblation(),
        new PreNormAblation(),
        new NoPositions(),
        new SwiGluAblation(),
        new MainExperiment(),
        new Leaderboard(),
    ];

    /// <summary>The experiments of these names, in the assignment's order; <c>all</c> stands for every one.</summary>
    /// <exception cref="ConfigurationException">There is none of a name.</exception>
    public static IReadOnlyList<Experiment> Named(IReadOnlyList<string> names)
    {
        var known = All.Select(experiment => experiment.Name).ToList();
        if (names.FirstOrDefault(name => name != AllOfThem && !known.Contains(name)) is { } unknown)
        {
            var meant = Spelling.Nearest(known, unknown) is { } nearest ? $"; did you mean {nearest}?" : "; 'cs336 experiment list' lists them.";
            throw new ConfigurationException($"there is no experiment '{unknown}'{meant}");
        }
        return names.Contains(AllOfThem) ? All : [.. All.Where(experiment => names.Contains(experiment.Name))];
    }
}
