using Cs336.Model.Training;
using static TorchSharp.torch;

namespace Cs336.Train.Training.Sinks;

/// <summary>A run's measurements as TensorBoard's event files, in the folder <c>tensorboard/</c>.</summary>
internal sealed class TensorBoardFiles : IMetricSink
{
    private readonly TorchSharp.Modules.SummaryWriter writer;
    private readonly DateTimeOffset begun;

    /// <summary>
    /// Event files in <paramref name="directory"/> that begin with the rows of earlier sittings: TensorBoard would show a step twice that
    /// an interrupted sitting wrote and this one takes again.
    /// </summary>
    public TensorBoardFiles(string directory, IReadOnlyList<Metrics> before, TimeProvider clock)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        begun = clock.GetUtcNow() - TimeSpan.FromSeconds(before.LastOrDefault()?.Seconds ?? 0);
        writer = utils.tensorboard.SummaryWriter(directory, createRunName: false);
        foreach (var row in before)
            Append(row);
    }

    public void Append(Metrics row)
    {
        Add("loss/training", row.TrainLoss, row);
        Add("loss/validation", row.ValidationLoss, row);
        Add("perplexity/validation", row.ValidationLoss is { } loss ? Math.Exp(loss) : null, row);
        Add("learning rate", row.LearningRate, row);
        Add("gradient norm", row.GradientNorm, row);
        Add("tokens per second", row.TokensPerSecond, row);
        Add("mfu", row.Mfu, row);
    }

    public void Dispose()
    {
        // Nothing is held open: the writer opens its file for every event.
    }

    private void Add(string tag, double? value, Metrics row)
    {
        if (value is { } measured)
            writer.add_scalar(tag, (float)measured, (int)row.Step, begun.AddSeconds(row.Seconds).ToUnixTimeSeconds());
    }
}
