using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Reports;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 train</c></summary>
internal static class TrainCommand
{
    public static void Run(TrainOptions options, CancellationToken cancellation)
    {
        var run = new RunDirectory(options.Run);
        RunConfig config;
        if (options.Resume)
        {
            config = Recorded(run, options);
        }
        else
        {
            if (run.HoldsRun)
                throw new ConfigurationException(
                    $"{run.Path}: there is a run in this directory already; expected --resume, or another --run.");
            config = FromOptions(options, out var tokenizerDirectory);
            using (TrainingData.Of(config))
                TrainingSession.Begin(run, config, tokenizerDirectory);
        }
        Train(run, config, options.Quiet, cancellation, options.TraceShapes);
    }

    /// <summary>Trains a run whose directory has been begun, and writes its plots and its report.</summary>
    /// <exception cref="OperationCanceledException">A signal ended the training before the last step, with a checkpoint.</exception>
    internal static void Train(
        RunDirectory run, RunConfig config, bool quiet, CancellationToken cancellation, bool traceShapes = false)
    {
        using var data = TrainingData.Of(config);
        var unigram = UnigramBaseline.Of(data.Training, data.Validation, config.Training.Model.VocabSize);
        Console.WriteLine($"{run.Path}: {data.Description}.");
        Console.WriteLine(FormattableString.Invariant(
            $"Cross-entropy of those tokens under the training tokens' unigram frequencies: {unigram:F4} nats."));
        var stepBefore = run.CheckpointSteps().LastOrDefault();
        var outcome = TrainingSession.Run(run, config, data, quiet, cancellation, traceShapes);
        // A run that was complete already keeps its page, with whatever has been added to it.
        var summary = outcome.Step > stepBefore ? RunReport.Write(run, config, unigram) : "there was nothing left to do.";
        if (outcome.Completed)
        {
            Console.WriteLine(FormattableString.Invariant($"{outcome.Step:N0} steps done; {summary}"));
            if (config.Training.OverfitOneBatch)
                Console.WriteLine(OverfitVerdict.Of(run.ReadMetrics()));
            return;
        }
        Console.WriteLine(
            FormattableString.Invariant($"Stopped at step {outcome.Step:N0} of {config.Training.Steps:N0}, with a checkpoint; ")
            + $"go on with train --resume --run {run.Path}.");
        cancellation.ThrowIfCancellationRequested();
    }

    private static RunConfig FromOptions(TrainOptions options, out string? tokenizerDirectory)
    {
        var data = options.Data ?? throw new ConfigurationException("--data: expected a token file to train on.");
        var preset = Presets.Named(options.Preset ?? Presets.Default);
        var vocabulary = VocabularyCheck.Of(data, options.Tokenizer, options.VocabSize);
        tokenizerDirectory = vocabulary.TokenizerDirectory;
        return new RunConfig
        {
            Data = Path.GetFullPath(data),
            Validation = options.Validation is { } path ? Path.GetFullPath(path) : null,
            ValidationFraction = options.ValidationFraction ?? 0.05,
            TokenizerSha256 = vocabulary.TokenizerSha256,
            Device = Startup.Torch.DeviceNamed(options.Device).ToString(),
            Threads = options.Threads,
            Tf32 = options.Tf32 ?? false,
            Training = options.Over(preset, vocabulary.Size),
        }.Validated();
    }

    /// <summary>The configuration of the run to resume. Options may be repeated, but not changed.</summary>
    private static RunConfig Recorded(RunDirectory run, TrainOptions options)
    {
        var recorded = run.ReadConfig();
        var asked = options.OnTopOf(recorded);
        foreach (var difference in ConfigDifference.Between(recorded, asked))
            throw new ConfigurationException(
                $"--resume: {run.ConfigFile} has {difference.Name} {difference.Recorded}; found {difference.Asked}.");
        return recorded;
    }
}
