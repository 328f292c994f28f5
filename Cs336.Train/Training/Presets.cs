using Cs336.Model;
using Cs336.Model.Training;

namespace Cs336.Train.Training;

/// <summary>
/// Named starting points of <c>cs336 train</c>, over which the command line's options go, and the models that <c>cs336 account</c> knows
/// besides.
/// </summary>
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

    private static readonly Dictionary<string, TrainingConfig> Accountable = new()
    {
        ["gpt2-small"] = Gpt2(nLayers: 12, dModel: 768, nHeads: 12),
        ["gpt2-medium"] = Gpt2(nLayers: 24, dModel: 1_024, nHeads: 16),
        ["gpt2-large"] = Gpt2(nLayers: 36, dModel: 1_280, nHeads: 20),
        ["gpt2-xl"] = Gpt2(nLayers: 48, dModel: 1_600, nHeads: 25),
    };

    /// <summary>The preset of that name.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static TrainingConfig Named(string name) => Named(name, All);

    /// <summary>The preset of that name, or the model whose cost the assignment asks for.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static TrainingConfig ToAccountFor(string name) => Named(name, [.. Accountable, .. All]);

    private static TrainingConfig Named(string name, IReadOnlyCollection<KeyValuePair<string, TrainingConfig>> known) =>
        known.FirstOrDefault(preset => preset.Key == name).Value
        ?? throw new ConfigurationException(
            $"--preset: expected one of {string.Join(", ", known.Select(preset => preset.Key))}; found '{name}'.");

    /// <summary>
    /// A model of GPT-2's size in the assignment's architecture, and the run of its accounting problems (§3.6, §4.3). They give d_ff for
    /// XL only, four times d_model.
    /// </summary>
    private static TrainingConfig Gpt2(int nLayers, int dModel, int nHeads) => new()
    {
        Model = new()
        {
            VocabSize = 50_257,
            ContextLength = 1_024,
            DModel = dModel,
            DFf = 4 * dModel,
            NLayers = nLayers,
            NHeads = nHeads,
        },
        Steps = 400_000,
        BatchSize = 1_024,
    };
}
