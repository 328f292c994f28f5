using Cs336.Model;
using Cs336.Model.Data;

namespace Cs336.Train.Training;

/// <summary>The tokens of a run: those to train on and those to validate on, which are never sampled.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly List<TokenFile> files = [];

    private TrainingData(RunConfig config)
    {
        var whole = Open(config.Data);
        var context = config.Training.Model.ContextLength;
        if (config.Validation is { } path)
        {
            Training = whole;
            Validation = Open(path);
            RequireWindow(Validation.Count, context, path);
            Description = $"validating on {path}";
        }
        else
        {
            RequireWindow(whole.Count, context, config.Data);
            var heldOut = (long)(whole.Count * config.ValidationFraction);
            Training = whole.Slice(0, whole.Count - heldOut);
            Validation = whole.Slice(whole.Count - heldOut, heldOut);
            var part = FormattableString.Invariant($"the last {config.ValidationFraction * 100:0.####} % of {config.Data}");
            RequireWindow(heldOut, context, $"{part}, held out for validation");
            Description = FormattableString.Invariant($"validating on {part}: {heldOut:N0} tokens that are never sampled");
        }
        RequireWindow(Training.Count, context, config.Data);
        foreach (var file in files)
            VocabularyCheck.RequireIdsWithin(file, config.Training.Model.VocabSize);
    }

    public TokenSequence Training { get; }

    public TokenSequence Validation { get; }

    /// <summary>Where the validation tokens come from, in words.</summary>
    public string Description { get; }

    /// <summary>Opens the files of a run.</summary>
    /// <exception cref="IOException">A file is missing or is no token file.</exception>
    /// <exception cref="InvalidDataException">An id is outside the vocabulary.</exception>
    /// <exception cref="ConfigurationException">A part is shorter than one window.</exception>
    public static TrainingData Of(RunConfig config) => new(config);

    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    private TokenFile Open(string path)
    {
        var file = TokenFile.Open(path);
        files.Add(file);
        return file;
    }

    private static void RequireWindow(long tokens, int contextLength, string what)
    {
        if (tokens < contextLength + 1L)
        {
            throw new ConfigurationException(
                $"{what}: a context length of {contextLength} needs at least {contextLength + 1L} tokens; found {tokens}.");
        }
    }
}
