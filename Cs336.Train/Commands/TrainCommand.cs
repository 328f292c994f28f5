using System.Text.Json;
using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Files;
using Cs336.Train.Reports;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 train</c></summary>
internal static class TrainCommand
{
    public static void Run(TrainOptions options, CancellationToken cancellation)
    {
        var run = new RunDirectory(options.Run);
        if (options.Resume)
            Resume(run, options, cancellation);
        else
            Begin(run, options, cancellation);
    }

    private static void Begin(RunDirectory run, TrainOptions options, CancellationToken cancellation)
    {
        if (run.HoldsRun && !options.PrintConfig)
            throw new ConfigurationException(
                $"{run.Path}: there is a run in this directory already; expected --resume, or another --run.");
        var config = RunRequest.New(options, out var tokenizerDirectory);
        if (options.PrintConfig)
        {
            Print(config);
            return;
        }
        using var data = TrainingData.Of(config, options.VerifyData);
        using var held = run.Lock();
        TrainingSession.Begin(run, config, tokenizerDirectory);
        Train(run, run.ReadConfig(), data, options.Quiet, cancellation, options.TraceShapes);
    }

    private static void Resume(RunDirectory run, TrainOptions options, CancellationToken cancellation)
    {
        var config = RunRequest.Resumed(run, options);
        if (options.PrintConfig)
        {
            Print(config);
            return;
        }
        using var data = TrainingData.Of(config, options.VerifyData);
        using var held = run.Lock();
        if (options.Extend)
            run.WriteConfig(config);
        Train(run, run.ReadConfig(), data, options.Quiet, cancellation, options.TraceShapes);
    }

    private static void Print(RunConfig config) => Console.WriteLine(JsonSerializer.Serialize(config, JsonFile.Options));

    /// <summary>Trains a run whose directory has been begun, and writes its plots and its report.</summary>
    /// <exception cref="OperationCanceledException">A signal ended the training before the last step, with a checkpoint.</exception>
    internal static void Train(
        RunDirectory run, RunConfig config, TrainingData data, bool quiet, CancellationToken cancellation, bool traceShapes = false)
    {
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
}
