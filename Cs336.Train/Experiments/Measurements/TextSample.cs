using Cs336.Train.Training;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>One text that a trained model wrote from the start of a document on.</summary>
/// <param name="Checkpoint">Which checkpoint wrote it, in words.</param>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="End">What ended it, in words.</param>
internal sealed record TextSample(string Checkpoint, string Text, int Tokens, string End)
{
    /// <summary>Writes a text.</summary>
    /// <param name="run">The training; its best checkpoint writes.</param>
    /// <param name="maxTokens">The most tokens.</param>
    /// <param name="temperature">Of the draws.</param>
    /// <param name="topP">The mass of the most probable tokens to draw from.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <exception cref="IOException">The training has no checkpoint.</exception>
    public static TextSample Of(RunDirectory run, int maxTokens, double temperature, double topP, int seed, CancellationToken cancellation)
    {
        using var loaded = LoadedModel.Of(run.Path, checkpointPath: null, tokenizerPath: null, device: null);
        var text = GeneratedText.Draw(loaded, new(temperature, topP), maxTokens, seed, count: 1, cancellation)[0];
        return new(loaded.Description, text.Text, text.Tokens, text.End);
    }
}
