using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Terminal;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>
/// Writes what a <see cref="Trainer"/> measures into the run directory, saves its checkpoints, and shows where it stands.
/// </summary>
internal sealed class RunRecorder(
    RunDirectory run,
    RunConfig config,
    TransformerLm model,
    AdamW optimizer,
    IMetricSink sink,
    EvaluationSample? sample,
    NormsFile? norms,
    Utilisation utilisation,
    Progress.Report report) : ITrainingCallback
{
    private readonly RunStatus status = new(config.Training.Steps);

    public void OnMetrics(Metrics row)
    {
        row = utilisation.Complete(row);
        sink.Append(row);
        if (row.ValidationLoss is not null)
        {
            run.PruneCheckpoints(config.KeepCheckpoints);
            sample?.Write(row.Step);
            norms?.Write(row.Step);
            utilisation.Probe(row);
        }
        report((double)row.Step / config.Training.Steps, status.After(row));
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
        run.PruneCheckpoints(config.KeepCheckpoints);
    }
}
