using System.Text.Json.Nodes;

namespace Cs336.Train.Experiments;

/// <summary>The trainings that several experiments share, and how the others are named after what they change.</summary>
internal static class StandardRuns
{
    /// <summary>The recipe itself, on TinyStories: what everything else is compared with.</summary>
    public static TrainingRun Baseline { get; } = OnStories("baseline");

    /// <summary>The same with another seed: how far two trainings differ that nothing but chance tells apart.</summary>
    public static TrainingRun BaselineSeed2 { get; } = Seed2(Baseline);

    /// <summary>The recipe on the second corpus.</summary>
    public static TrainingRun OpenWebText { get; } = new("owt", Corpus.OpenWebText, Changes.None) { Corpora = [Corpus.OpenWebText] };

    /// <summary>A training on TinyStories with changes.</summary>
    public static TrainingRun OnStories(string name, params ReadOnlySpan<(string Path, JsonNode? Value)> changes) =>
        new(name, Corpus.TinyStories, Changes.Of(changes)) { Corpora = [Corpus.TinyStories] };

    /// <summary>A training once more, with the second seed.</summary>
    public static TrainingRun Seed2(TrainingRun run)
    {
        var changes = run.Changes.DeepClone().AsObject();
        Configuration.ConfigLayer.Put(changes, "training.seed", 2);
        return run with { Name = run.Name + "-seed-2", Changes = changes };
    }
}
