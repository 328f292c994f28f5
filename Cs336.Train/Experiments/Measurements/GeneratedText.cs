using System.Text.Json.Serialization;
using Cs336.Model.Sampling;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>How texts are drawn.</summary>
/// <param name="Temperature">Flattens or sharpens the distribution; 0 takes the most probable token.</param>
/// <param name="TopP">The mass of the most probable tokens to draw from.</param>
internal sealed record SamplingSetting(double Temperature, double TopP);

/// <summary>A text that a model wrote.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="EndedItself">Whether it ended with <c>&lt;|endoftext|&gt;</c>, not at the limit.</param>
internal sealed record GeneratedText(string Text, int Tokens, bool EndedItself)
{
    /// <summary>What ended it, in words.</summary>
    [JsonIgnore]
    public string End => EndedItself ? SpecialToken.EndOfText : "the limit";

    /// <summary>Writes texts from the start of a document on; a text that fills the model's context goes on from its second half.</summary>
    /// <param name="loaded">The model and its tokenizer.</param>
    /// <param name="setting">How to draw.</param>
    /// <param name="maxTokens">The most tokens of a text.</param>
    /// <param name="seed">Of the first text; the others have the seeds that follow.</param>
    /// <param name="count">How many texts.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static IReadOnlyList<GeneratedText> Draw(
        LoadedModel loaded, SamplingSetting setting, int maxTokens, int seed, int count, CancellationToken cancellation)
    {
        var tokenizer = loaded.Tokenizer!;
        tokenizer.TryGetId(SpecialToken.EndOfText, out var endOfText);
        var options = new ContinuationOptions
        {
            MaxTokens = maxTokens,
            Temperature = setting.Temperature,
            TopP = setting.TopP,
            Seed = seed,
            StopId = endOfText,
            OnOverflow = OverflowPolicy.Slide,
        };
        using var generation = new Generation(loaded.Model, [[endOfText]], options, count);
        while (generation.Step().Count > 0)
            cancellation.ThrowIfCancellationRequested();
        return [.. generation.Texts.Select(text =>
            new GeneratedText(tokenizer.Decode([.. text.Ids]).Trim(), text.Ids.Count, text.End == EndReason.StopId))];
    }
}
