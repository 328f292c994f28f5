using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Training;
using static TorchSharp.torch;

namespace TrainYourOwnModule;

/// <summary>Hears what a trainer tells: prints losses, and saves model and optimizer in one file when it is time to.</summary>
internal sealed class Journal(nn.Module model, IParameterState optimizer, string checkpointFile) : ITrainingCallback
{
    /// <summary>The validation loss that was measured last, in nats per byte.</summary>
    public double ValidationLoss { get; private set; }

    /// <summary>Called at every checkpoint, after it has been written.</summary>
    public Action<long> Saved { get; init; } = _ => { };

    public void OnMetrics(Metrics metrics)
    {
        if (metrics.ValidationLoss is not { } loss)
            return;
        ValidationLoss = loss;
        Console.WriteLine(FormattableString.Invariant($"step {metrics.Step,4}: validation loss {loss:F4} nats per byte"));
    }

    public void OnCheckpoint(TrainingPosition position)
    {
        // Under its name only when it is whole.
        AtomicFile.Write(checkpointFile, file => CheckpointStream.Save(file, model, optimizer, position.Step));
        Saved(position.Step);
    }
}
