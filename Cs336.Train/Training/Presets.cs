using Cs336.Model;
using Cs336.Model.Training;

namespace Cs336.Train.Training;

/// <summary>Named starting points of <c>cs336 train</c>; the command line's options go over them.</summary>
internal static class Presets
{
    /// <summary>What holds when no preset is named.</summary>
    public const string Default = "quickstart";

    /// <summary>The size of the assignment's TinyStories model (§7.2), which its vocabulary completes.</summary>
    private static readonly ModelConfig TinyStories = new()
    {
        VocabSize = 10_000,
        ContextLength = 256,
        DModel = 512,
        NLayers = 4,
        NHeads = 16,
        RopeTheta = 10_000,
    };

    private static readonly TrainingConfig TinyStoriesRun = new()
    {
        Model = TinyStories,
        Steps = 20_000,
        BatchSize = 64,
        LearningRate = 1e-3,
    };

    private static readonly TrainingConfig OwtRun = TinyStoriesRun with { Model = TinyStories with { VocabSize = 32_000 } };

    private static readonly Dictionary<string, TrainingConfig> All = new()
    {
        [Default] = new()
        {
            Model = new()
            {
                VocabSize = 1_650,
                ContextLength = 256,
                DModel = 128,
                NLayers = 3,
                NHeads = 4,
            },
            Steps = 500,
            BatchSize = 4,
            EvalBatches = 10,
            LearningRate = 6e-3,
        },
        ["tinystories-17m"] = TinyStoriesRun,
        ["tinystories-low-resource"] = TinyStoriesRun with { Steps = 5_000, BatchSize = 32 },
        ["owt"] = OwtRun,
        ["leaderboard"] = OwtRun,
    };

    /// <summary>The preset of that name.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static TrainingConfig Named(string name) => All.TryGetValue(name, out var preset)
        ? preset
        : throw new ConfigurationException($"--preset: expected one of {string.Join(", ", All.Keys)}; found '{name}'.");
}
