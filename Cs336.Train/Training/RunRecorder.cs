using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Terminal;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>
/// Writes what a <see cref="Trainer"/> measures into the run directory, saves its checkpoints, and shows where it stands.
/// </summary>
internal sealed class RunRecorder(
    RunDirectory run, RunConfig config, nn.Module model, AdamW optimizer, MetricsFile metrics, Progress.Report report) : ITrainingCallback
{
    private const double Smoothing = 0.95;

    private double? smoothedLoss;
    private double? validationLoss;

    public void OnMetrics(Metrics row)
    {
        metrics.Append(row);
        validationLoss = row.ValidationLoss ?? validationLoss;
        if (row.TrainLoss is { } loss)
            smoothedLoss = smoothedLoss is { } before ? Smoothing * before + (1 - Smoothing) * loss : loss;
        if (row.ValidationLoss is not null)
            run.PruneCheckpoints();
        report((double)row.Step / config.Training.Steps, Describe(row));
    }

    public void OnMicroBatchHalved(long step, int microBatch) => Console.Error.WriteLine(
        $"step {step}: {config.Device} ran out of memory; from here on gradients are computed for {microBatch} sequences at once.");

    public void OnCheckpoint(TrainingPosition position)
    {
        using var randomState = get_rng_state();
        Checkpoint.Save(run.CheckpointOf(position.Step), model, optimizer, new()
        {
            Step = position.Step,
            Seconds = position.Seconds,
            MicroBatch = position.MicroBatch,
            LearningRateScale = position.LearningRateScale,
            TorchRandomState = randomState.bytes.ToArray(),
            TokenizerSha256 = config.TokenizerSha256,
            Config = config.Training,
        });
        run.PruneCheckpoints();
    }

    private string Describe(Metrics row)
    {
        var text = FormattableString.Invariant($"step {row.Step:N0} of {config.Training.Steps:N0}");
        if (smoothedLoss is { } training)
            text += FormattableString.Invariant($", loss {training:F3}");
        if (validationLoss is { } validation)
            text += FormattableString.Invariant($", validation {validation:F3}");
        return text + FormattableString.Invariant($", {row.Tokens / Math.Max(row.Seconds, 1e-3):N0} tokens/s");
    }
}
