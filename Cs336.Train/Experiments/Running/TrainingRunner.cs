using Cs336.Model.Accounting;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Files;
using Cs336.Train.Training;

namespace Cs336.Train.Experiments.Running;

/// <summary>What came of a training, for the log.</summary>
internal sealed record TrainedRun(RunOutcome Outcome, TrainingResult Result, DateTime Started, double Seconds);

/// <summary>Trains one run in its directory, or goes on with it where an earlier sitting was interrupted.</summary>
internal static class TrainingRunner
{
    /// <summary>Nats above ln V: initial weights give a loss a little above it too.</summary>
    private const double Margin = 0.25;

    /// <summary>Trains up to the last step. Divergence is a result.</summary>
    /// <exception cref="OperationCanceledException">A signal ended it, with a checkpoint.</exception>
    public static TrainedRun Run(RunDirectory run, TrainingPlan plan, string fingerprint, bool quiet, CancellationToken stop)
    {
        var ticket = TrainingTicket.Of(run);
        if (ticket is not { Finished: false } || ticket.Fingerprint != fingerprint || !run.HoldsRun)
            ticket = Begin(run, plan, fingerprint);
        var config = run.ReadConfig();
        using var data = TrainingData.Of(config);
        var unigram = UnigramBaseline.Of(data.Training, data.Validation, config.Training.Model.VocabSize);
        string? divergence = null;
        try
        {
            if (!TrainingSession.Run(run, config, data, quiet, stop).Completed)
                stop.ThrowIfCancellationRequested();
        }
        catch (DivergenceException error)
        {
            divergence = FormattableString.Invariant($"Loss or gradients were no longer finite in step {error.Step:N0} of {config.Training.Steps:N0}.");
        }
        var result = ResultOf(run, plan, config, unigram);
        divergence ??= Worsened(result);
        return new(
            divergence is null ? RunOutcome.Done : RunOutcome.Diverged, result with { Divergence = divergence }, ticket.Started,
            Math.Round(run.ReadMetrics().LastOrDefault()?.Seconds ?? 0, 1));
    }

    /// <summary>Notes that the result is in the log, and keeps no checkpoint but the best, which is what is sampled from later.</summary>
    public static void Finish(RunDirectory run)
    {
        (TrainingTicket.Of(run)! with { Finished = true }).Write(run);
        if (run.CheckpointSteps().Count == 0)
            return;
        var best = run.BestCheckpoint().Directory;
        foreach (var step in run.CheckpointSteps().Where(step => run.CheckpointOf(step) != best))
            Checkpoint.Delete(run.CheckpointOf(step));
    }

    /// <summary>Whether a directory holds the recorded training, with a checkpoint.</summary>
    public static bool Holds(RunDirectory run, string fingerprint) =>
        TrainingTicket.Of(run) is { Finished: true } ticket && ticket.Fingerprint == fingerprint && run.CheckpointSteps().Count > 0;

    private static TrainingTicket Begin(RunDirectory run, TrainingPlan plan, string fingerprint)
    {
        Disk.DeleteDirectory(run.Path);
        OutputPath.PrepareDirectory(run.Path);
        var ticket = new TrainingTicket(fingerprint, DateTime.UtcNow, Finished: false);
        ticket.Write(run);
        TrainingSession.Begin(run, plan.Config, plan.Tokenizer);
        return ticket;
    }

    private static TrainingResult ResultOf(RunDirectory run, TrainingPlan plan, RunConfig config, double unigram)
    {
        var metrics = run.ReadMetrics();
        var validation = metrics.Select(row => row.ValidationLoss).OfType<double>().ToList();
        return new()
        {
            Config = config.Training,
            Device = config.Device,
            Threads = config.Threads,
            Parameters = ModelAccount.Of(config.Training.Model).Parameters.Total,
            UnigramLoss = unigram,
            BytesPerToken = plan.BytesPerToken,
            Curve = ThinnedCurve.Of(metrics),
            BestValidationLoss = validation.Count == 0 ? null : validation.Min(),
            LastValidationLoss = validation.Count == 0 ? null : validation[^1],
        };
    }

    /// <summary>
    /// A loss that rose above that of a model that gives every token the same probability, and did not come back below what the tokens'
    /// frequencies alone reach: training made the model worse. Clipped gradients and a falling rate can keep such a run finite. Null
    /// where it is not so.
    /// </summary>
    private static string? Worsened(TrainingResult result)
    {
        var (vocabSize, last) = (result.Config.Model.VocabSize, result.LastValidationLoss);
        var highest = result.Curve.Where(row => row.Step > 0).Max(row => row.ValidationLoss);
        return highest > Math.Log(vocabSize) + Margin && last > result.UnigramLoss
            ? FormattableString.Invariant($"The loss rose to {highest:F2} nats per token, above the {Math.Log(vocabSize):F2} (the logarithm of {vocabSize:N0} tokens) ")
                + FormattableString.Invariant($"of a model that has learned nothing, and ended at {last:F2}, above unigram frequencies.")
            : null;
    }
}
