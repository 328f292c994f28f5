using Cs336.Model;
using Cs336.Model.Data;
using Cs336.Model.Training;
using Cs336.Train.Configuration;

namespace Cs336.Train.Training;

/// <summary>The tokens of a run: those to train on and those to validate on, which are never sampled.</summary>
internal sealed class TrainingData : IDisposable
{
    /// <summary>How many ids of a file are looked at before the training; all that are trained on are looked at when they are read.</summary>
    private const long SampledIds = 1 << 22;

    private readonly List<TokenFile> files = [];
    private readonly List<WeightedTokens> sources = [];
    private readonly RunConfig config;

    private TrainingData(RunConfig config, bool verifyAll)
    {
        this.config = config;
        var context = config.Training.Model.ContextLength;
        var heldOut = new List<TokenSequence>();
        foreach (var (path, weight) in config.Data)
        {
            var whole = Open(path);
            TokenSequence.RequireWindow(whole.Count, context, path);
            var heldOutCount = config.Validation is null ? (long)(whole.Count * config.ValidationFraction) : 0;
            if (config.Validation is null)
                TokenSequence.RequireWindow(heldOutCount, context, $"{Part} of {path}, held out for validation");
            var training = whole.Slice(0, whole.Count - heldOutCount);
            TokenSequence.RequireWindow(training.Count, context, path);
            sources.Add(new(training, weight));
            heldOut.Add(whole.Slice(whole.Count - heldOutCount, heldOutCount));
        }
        Training = TokenSequence.Concat([.. sources.Select(source => source.Tokens)]);
        if (config.Validation is { } validation)
        {
            Validation = Open(validation);
            TokenSequence.RequireWindow(Validation.Count, context, validation);
            Description = $"validating on {validation}";
        }
        else
        {
            Validation = TokenSequence.Concat(heldOut);
            Description = FormattableString.Invariant(
                $"validating on {Part} of {string.Join(", ", config.Data.Select(source => source.Path))}: {Validation.Count:N0} tokens that are never sampled");
        }
        foreach (var file in files)
            file.RequireIdsBelow(config.Training.Model.VocabSize, verifyAll ? long.MaxValue : SampledIds);
    }

    /// <summary>Everything to train on, one file after the other.</summary>
    public TokenSequence Training { get; }

    public TokenSequence Validation { get; }

    /// <summary>Where the validation tokens come from, in words.</summary>
    public string Description { get; }

    private string Part => FormattableString.Invariant($"the last {config.ValidationFraction * 100:0.####} %");

    /// <summary>Opens the files of a run.</summary>
    /// <param name="config">Names them.</param>
    /// <param name="verifyAll">Whether every id is looked at, or a sample.</param>
    /// <exception cref="IOException">A file is missing or is no token file.</exception>
    /// <exception cref="InvalidDataException">An id is outside the vocabulary.</exception>
    /// <exception cref="ConfigurationException">A part is shorter than one window.</exception>
    public static TrainingData Of(RunConfig config, bool verifyAll = false) => new(config, verifyAll);

    /// <summary>The batch of every step.</summary>
    public IBatchSource Batches()
    {
        var training = config.Training;
        var (batch, context, vocab) = (training.BatchSize, training.Model.ContextLength, training.Model.VocabSize);
        IBatchSource sampler = training.Sampling == BatchSampling.Epoch
            ? new EpochSampler(sources, batch, context, training.Seed, vocab)
            : new BatchSampler(sources, batch, context, training.Seed, vocab);
        return training.OverfitOneBatch ? new RepeatedBatch(sampler) : sampler;
    }

    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    private TokenFile Open(string path)
    {
        var file = TokenFile.Open(path, (int)config.BinDtype);
        files.Add(file);
        return file;
    }
}
