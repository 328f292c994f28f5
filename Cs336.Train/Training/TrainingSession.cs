using Cs336.Annotations;
using Cs336.Model.Data;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using Cs336.Train.Files;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;
using Cs336.Train.Training.Sinks;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>One sitting of a training run, from its directory and back into it.</summary>
internal static class TrainingSession
{
    private static readonly string[] TokenizerFiles =
        ["vocab.json", "merges.txt", "special_tokens.json", "training.json", "tokenizer.json"];

    /// <summary>Makes the directory of a new run: its configuration and a copy of its tokenizer.</summary>
    public static void Begin(RunDirectory run, RunConfig config, string? tokenizerDirectory)
    {
        OutputPath.PrepareDirectory(run.Path);
        if (tokenizerDirectory is not null)
            CopyTokenizer(tokenizerDirectory, run.TokenizerDirectory);
        // Last, so that a directory with a configuration is a whole one.
        run.WriteConfig(config);
    }

    /// <summary>Trains from the newest checkpoint, or from the start where there is none, up to the last step or a signal.</summary>
    /// <param name="run">The directory of the run.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="data">Its tokens.</param>
    /// <param name="quiet">Shows no progress.</param>
    /// <param name="stop">Ends the sitting after the step under way, with a checkpoint.</param>
    /// <param name="traceShapes">Shows the shapes that go through the model, once.</param>
    /// <exception cref="DivergenceException">The run diverged, and rewinding is not asked for or did not help.</exception>
    public static TrainingOutcome Run(
        RunDirectory run, RunConfig config, TrainingData data, bool quiet, CancellationToken stop, bool traceShapes = false)
    {
        Torch.UseThreads(config.Threads);
        Torch.AllowTf32(config.Tf32);
        using var batches = new PreparedBatches(data.Batches());
        var rewinding = new Rewinding(run, config);
        return Progress.Run("Training", quiet, report =>
            // The shapes are those of every sitting, and shown in the first.
            rewinding.Run(() => Sit(
                run, config, data, batches, rewinding.LearningRateScale, report, traceShapes && rewinding.LearningRateScale == 1, stop)));
    }

    /// <summary>Trains from the newest checkpoint until the end, a signal or divergence.</summary>
    private static TrainingOutcome Sit(
        RunDirectory run,
        RunConfig config,
        TrainingData data,
        IBatchSource batches,
        double learningRateScale,
        Progress.Report report,
        bool traceShapes,
        CancellationToken stop)
    {
        var device = Torch.DeviceNamed(config.Device);
        manual_seed(config.Training.Seed);
        using var model = new TransformerLm(config.Training.Model, new Placement(device));
        MixedPrecision.MultiplyIn(model, config.Training.DType);
        Tracing.Follow(model, traceShapes);
        using var optimizer = NewOptimizer(model, config.Training);
        var (position, rows) = RunState.Restore(run, config, model, optimizer);
        // A checkpoint that was saved after rewinding knows the factor itself.
        position = position with { LearningRateScale = Math.Min(position.LearningRateScale, learningRateScale) };
        using var sinks = new RunSinks(run, config, rows);
        var norms = config.LogNorms
            ? new NormsFile(run.NormsFile, model, data.Validation, config.Training.Model.ContextLength, device, position.Step)
            : null;
        var recorder = new RunRecorder(
            run, config, model, optimizer, sinks, EvaluationSample.Of(run, config, model), norms, new Utilisation(config.Training, device),
            report);
        var trainer = new Trainer(model, optimizer, config.Training, batches, data.Validation, device, recorder, TimeProvider.System);
        return trainer.Run(position, stop);
    }

    private static AdamW NewOptimizer(TransformerLm model, TrainingConfig config) => new(
        model.parameters(), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, config.WeightDecay);

    private static void CopyTokenizer(string from, string to)
    {
        if (Path.GetFullPath(from) == Path.GetFullPath(to))
            return;
        Directory.CreateDirectory(to);
        foreach (var name in TokenizerFiles.Where(name => File.Exists(Path.Combine(from, name))))
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
    }
}
