using Cs336.Train.Training;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>Texts drawn in the same way from the same model.</summary>
/// <param name="Setting">How they were drawn.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">The first of them.</param>
/// <param name="Ended">How many ended with <c>&lt;|endoftext|&gt;</c>.</param>
/// <param name="MeanTokens">Their mean length.</param>
/// <param name="Statistics">What all of them are like.</param>
internal sealed record GeneratedGroup(
    SamplingSetting Setting, int Count, GeneratedText First, int Ended, double MeanTokens, TextStatistics Statistics);

/// <summary>Texts that a trained model writes from the start of a document on, drawn in several ways.</summary>
/// <param name="Checkpoint">Which checkpoint of the training, in words.</param>
/// <param name="ContextLength">The model's context, in tokens.</param>
/// <param name="MaxTokens">The most tokens of a text; at the end of the context the model goes on from its second half.</param>
/// <param name="Seed">Of the first text of each group; the others have the seeds that follow.</param>
/// <param name="Documents">What documents of the validation text are like, by the same measure.</param>
/// <param name="Groups">The texts.</param>
internal sealed record GeneratedSamples(
    string Checkpoint, int ContextLength, int MaxTokens, int Seed, TextStatistics Documents, IReadOnlyList<GeneratedGroup> Groups)
{
    /// <summary>As many as the assignment asks for.</summary>
    private const int Limit = 256;

    private const int FirstSeed = 1;

    /// <summary>Enough for shares to a percent.</summary>
    private const int ComparedDocuments = 100;

    /// <summary>What is shown as the sample.</summary>
    public static SamplingSetting Usual { get; } = new(0.8, 0.95);

    /// <summary>Settings that differ in temperature alone.</summary>
    public static IReadOnlyList<SamplingSetting> ByTemperature { get; } =
        [new(0, 1), new(0.5, 1), new(0.8, 1), new(1, 1), new(1.5, 1)];

    /// <summary>Settings that differ in top-p alone.</summary>
    public static IReadOnlyList<SamplingSetting> ByTopP { get; } = [new(1, 0.5), new(1, 0.9), new(1, 1)];

    /// <summary>All settings, each once.</summary>
    public static IReadOnlyList<SamplingSetting> AllSettings { get; } = [Usual, .. ByTemperature.Union(ByTopP)];

    /// <summary>Writes texts.</summary>
    /// <param name="run">The training, whose best checkpoint writes.</param>
    /// <param name="trainText">What it was trained on.</param>
    /// <param name="validText">Other texts of the same kind.</param>
    /// <param name="settings">How to draw.</param>
    /// <param name="count">How many texts each group has, but for greedy ones, which are all the same.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <exception cref="IOException">The training has no checkpoint.</exception>
    public static GeneratedSamples Of(
        RunDirectory run, string trainText, string validText, IReadOnlyList<SamplingSetting> settings, int count, CancellationToken cancellation)
    {
        var known = new KnownText(trainText);
        using var loaded = LoadedModel.Of(run.Path, checkpointPath: null, tokenizerPath: null, run.ReadConfig().Device);
        return new(
            loaded.Description,
            loaded.Model.Config.ContextLength,
            Limit,
            FirstSeed,
            known.StatisticsOf(DocumentSample.Of(validText, ComparedDocuments, FirstSeed).Documents),
            [.. settings.Select(setting => Draw(loaded, setting, count, known, cancellation))]);
    }

    /// <summary>The texts that were drawn in one way.</summary>
    public GeneratedGroup Group(SamplingSetting setting) => Groups.First(group => group.Setting == setting);

    private static GeneratedGroup Draw(
        LoadedModel loaded, SamplingSetting setting, int count, KnownText known, CancellationToken cancellation)
    {
        var texts = GeneratedText.Draw(loaded, setting, Limit, FirstSeed, setting.Temperature == 0 ? 1 : count, cancellation);
        return new(
            setting,
            texts.Count,
            texts[0],
            texts.Count(text => text.EndedItself),
            texts.Average(text => text.Tokens),
            known.StatisticsOf(texts.Select(text => text.Text)));
    }
}
