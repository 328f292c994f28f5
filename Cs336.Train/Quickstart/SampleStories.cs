using Cs336.Model.Sampling;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Quickstart;

/// <summary>Texts that a trained model writes from the start of a document on.</summary>
internal static class SampleStories
{
    /// <summary>Samples of seeds 1, 2, …, each up to the end of the text or of the model's context.</summary>
    public static IReadOnlyList<string> Of(LoadedModel loaded, int count, double temperature, bool quiet, CancellationToken cancellation)
    {
        var tokenizer = loaded.Tokenizer!;
        tokenizer.TryGetId(SpecialToken.EndOfText, out var endOfText);
        return Progress.Run("Sampling", quiet, report =>
        {
            var samples = new List<string>();
            for (var seed = 1; seed <= count; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                var options = new ContinuationOptions
                {
                    MaxTokens = loaded.Model.Config.ContextLength,
                    Temperature = temperature,
                    TopP = 1,
                    Seed = seed,
                    StopId = endOfText,
                };
                samples.Add(tokenizer.Decode([.. Continuation.Of(loaded.Model, [endOfText], options, cancellation)]).Trim());
                report((double)seed / count, $"{seed} of {count} texts");
            }
            return samples;
        });
    }
}
