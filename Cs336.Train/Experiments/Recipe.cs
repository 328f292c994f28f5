using System.Text.Json.Nodes;
using Cs336.Train.Configuration;
using Cs336.Train.Experiments.Data;

namespace Cs336.Train.Experiments;

/// <summary>What a scale means: the one home of every size. A training is this recipe with the changes that its experiment makes.</summary>
internal sealed record Recipe
{
    private readonly Func<Corpus, JsonObject> values;
    private readonly Func<Corpus, int> vocabSize;
    private readonly Func<Corpus, StandIn?> standIn;

    private Recipe(Func<Corpus, JsonObject> values, Func<Corpus, int> vocabSize, Func<Corpus, StandIn?> standIn) =>
        (this.values, this.vocabSize, this.standIn) = (values, vocabSize, standIn);

    /// <summary>The learning rate that trainings have unless they are about it.</summary>
    public double LearningRate => (double)values(Corpus.TinyStories)["training"]!["learningRate"]!;

    /// <summary>Tokens that a training sees, unless it is about their number.</summary>
    public long Tokens => (long)values(Corpus.TinyStories)["training"]!["tokens"]!;

    /// <summary>Sequences per update, unless a training is about it.</summary>
    public int BatchSize => (int)values(Corpus.TinyStories)["training"]!["batchSize"]!;

    /// <summary>The learning rates that are tried beside it.</summary>
    public required IReadOnlyList<double> OtherLearningRates { get; init; }

    /// <summary>The batch sizes that are tried beside it.</summary>
    public required IReadOnlyList<int> OtherBatchSizes { get; init; }

    /// <summary>Threads; null: one per core. A fixed number gives the same losses, to the last digit, on machines with other cores.</summary>
    public int? Threads { get; init; }

    /// <summary>How often a training measures its validation loss, the start left out.</summary>
    public required int Evaluations { get; init; }

    /// <summary>How many windows that loss is a mean of, whatever the batch size.</summary>
    public required int ValidationWindows { get; init; }

    /// <summary>The recipe of a training on a corpus, in the form of <c>config.json</c>.</summary>
    public ConfigLayer Layer(Corpus corpus) => new(values(corpus), path => $"recipe: {path}");

    /// <summary>The size of the vocabulary of a corpus's tokenizer.</summary>
    public int VocabSize(Corpus corpus) => vocabSize(corpus);

    /// <summary>The text that stands in for a corpus; null where none may.</summary>
    public StandIn? StandIn(Corpus corpus) => standIn(corpus);

    /// <summary>The recipe of a scale.</summary>
    public static Recipe Of(Scale scale) => scale switch
    {
        Scale.Smoke => Smoke,
        Scale.Low => Low,
        _ => Full,
    };

    /// <summary>Shows that everything works.</summary>
    private static Recipe Smoke { get; } = new(
        _ => Parse("""
            {
              "training": {
                "model": { "contextLength": 64, "dModel": 32, "nLayers": 1, "nHeads": 2 },
                "tokens": 5120, "batchSize": 4, "learningRate": 1e-2
              }
            }
            """),
        corpus => corpus == Corpus.TinyStories ? 500 : 600,
        corpus => new(corpus, TrainMegabytes: 0.2, ValidMegabytes: 0.05, Words: 300))
    {
        OtherLearningRates = [1e-4, 1e-3, 3e-3, 3e-2, 0.1, 100],
        OtherBatchSizes = [1, 2, 8, 16],
        Threads = 1,
        Evaluations = 4,
        ValidationWindows = 16,
    };

    /// <summary>The model of the quickstart: a minute and a half on two cores.</summary>
    private static Recipe Low { get; } = new(
        _ => Parse("""
            {
              "training": {
                "model": { "contextLength": 256, "dModel": 128, "nLayers": 3, "nHeads": 4 },
                "tokens": 1536000, "batchSize": 4, "learningRate": 6e-3
              }
            }
            """),
        corpus => corpus == Corpus.TinyStories ? 1_650 : 4_000,
        corpus => new(corpus, TrainMegabytes: 20, ValidMegabytes: 1, Words: 600))
    {
        OtherLearningRates = [6e-4, 2e-3, 2e-2, 6e-2, 0.3, 1, 10],
        OtherBatchSizes = [1, 2, 16, 64],
        Threads = 2,
        Evaluations = 16,
        ValidationWindows = 64,
    };

    /// <summary>The assignment's own: its 17M model on 327,680,000 tokens of the course's texts.</summary>
    private static Recipe Full { get; } = new(
        corpus =>
        {
            var preset = Presets.Layer(corpus == Corpus.TinyStories ? "tinystories-17m" : "owt").Values;
            var training = preset["training"]!.AsObject();
            // In tokens instead of steps, so that another batch size sees as many.
            training.Remove("steps");
            training["tokens"] = 327_680_000L;
            return preset;
        },
        corpus => corpus == Corpus.TinyStories ? 10_000 : 32_000,
        _ => null)
    {
        OtherLearningRates = [1e-4, 3e-4, 3e-3, 1e-2, 0.1, 10],
        OtherBatchSizes = [1, 8, 32, 128, 256],
        Evaluations = 40,
        ValidationWindows = 1_280,
    };

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
