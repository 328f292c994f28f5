using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Data;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Files;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>One sitting of a training run, from its directory and back into it.</summary>
internal static class TrainingSession
{
    /// <summary>A run that diverges again at a thousandth of its learning rate has another problem.</summary>
    private const int MostRewinds = 10;

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
        using var batches = new PreparedBatches(BatchesOf(config.Training, data));
        return Progress.Run("Training", quiet, report =>
        {
            var learningRateScale = 1.0;
            for (var rewinds = 0; ; rewinds++)
            {
                try
                {
                    return Sit(run, config, data, batches, learningRateScale, report, traceShapes && rewinds == 0, stop);
                }
                catch (DivergenceException error) when (config.Training.OnNonFinite == NonFinitePolicy.Rewind && rewinds < MostRewinds)
                {
                    learningRateScale /= 2;
                    Console.Error.WriteLine(FormattableString.Invariant(
                        $"{error.Message} Back to the last checkpoint, with {learningRateScale} of the learning rate."));
                }
                catch (DivergenceException error) when (error.Report is { } found)
                {
                    throw new DivergenceException($"{error.Message} {run.WriteDump(found)} has the batch and the norms of every layer.", found);
                }
            }
        });
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
        var position = Resume(run, config, model, optimizer);
        // A checkpoint that was saved after rewinding knows the factor itself.
        position = position with { LearningRateScale = Math.Min(position.LearningRateScale, learningRateScale) };
        using var metrics = new MetricsFile(run.MetricsFile);
        var recorder = new RunRecorder(run, config, model, optimizer, metrics, report);
        var trainer = new Trainer(model, optimizer, config.Training, batches, data.Validation, device, recorder, TimeProvider.System);
        return trainer.Run(position, stop);
    }

    private static IBatchSource BatchesOf(TrainingConfig config, TrainingData data)
    {
        var sampler = new BatchSampler(data.Training, config.BatchSize, config.Model.ContextLength, config.Seed);
        return config.OverfitOneBatch ? new RepeatedBatch(sampler) : sampler;
    }

    private static AdamW NewOptimizer(TransformerLm model, TrainingConfig config) => new(
        model.parameters(), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, config.WeightDecay);

    /// <summary>Brings model, optimizer, random state and measurements to the newest checkpoint.</summary>
    /// <exception cref="ConfigurationException">The checkpoint is of another configuration.</exception>
    private static TrainingPosition Resume(RunDirectory run, RunConfig config, TransformerLm model, AdamW optimizer)
    {
        var steps = run.CheckpointSteps();
        if (steps.Count == 0)
        {
            File.Delete(run.MetricsFile);
            return TrainingPosition.Start;
        }
        var directory = run.CheckpointOf(steps[^1]);
        var state = Checkpoint.ReadState(directory);
        if (state.Config != config.Training)
            throw new ConfigurationException($"{run.ConfigFile}: this is not the configuration that {directory} was trained with.");
        Checkpoint.LoadModel(directory, model);
        Checkpoint.LoadOptimizer(directory, model, optimizer);
        RestoreRandomState(state.TorchRandomState, directory);
        // What was measured after the checkpoint will be measured again.
        var rows = run.ReadMetrics().Where(row => row.Step <= state.Step).ToList();
        MetricsFile.Rewrite(run.MetricsFile, rows);
        var evaluated = rows.Any(row => row.Step == state.Step && row.ValidationLoss is not null);
        return new(state.Step, state.Seconds, evaluated, state.MicroBatch, state.LearningRateScale);
    }

    private static void RestoreRandomState(byte[] saved, string directory)
    {
        using var current = get_rng_state();
        // TorchSharp 0.107 does not catch libtorch's exception here: a state of another length would end the process.
        if (saved.Length != current.numel())
            throw new InvalidDataException($"{directory}: expected a random state of {current.numel()} bytes; found {saved.Length}.");
        using var randomState = tensor(saved);
        set_rng_state(randomState);
    }

    private static void CopyTokenizer(string from, string to)
    {
        if (Path.GetFullPath(from) == Path.GetFullPath(to))
            return;
        Directory.CreateDirectory(to);
        foreach (var name in TokenizerFiles.Where(name => File.Exists(Path.Combine(from, name))))
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
    }
}
