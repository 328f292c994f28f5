using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Training;
using Cs336.Train.Configuration;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>Where a run goes on from: a checkpoint and the measurements up to it.</summary>
/// <param name="Position">The step, the seconds and whatever else the trainer must know.</param>
/// <param name="Rows">What was measured up to there; what came after will be measured again.</param>
internal sealed record RunState(TrainingPosition Position, IReadOnlyList<Metrics> Rows)
{
    /// <summary>
    /// Brings model, optimizer and random state to the newest whole checkpoint; without any, leaves them as they are, at the start.
    /// </summary>
    /// <exception cref="IOException">There are checkpoints, but none is whole.</exception>
    /// <exception cref="ConfigurationException">The checkpoint is of another configuration.</exception>
    public static RunState Restore(RunDirectory run, RunConfig config, TransformerLm model, AdamW optimizer)
    {
        if (NewestWhole(run) is not (var directory, var state))
            return new(TrainingPosition.Start, []);
        if (!RunRequest.GoesOnFrom(state.Config, config))
            throw new ConfigurationException($"{run.ConfigFile}: this is not the configuration that {directory} was trained with.");
        Checkpoint.LoadModel(directory, model);
        Checkpoint.LoadOptimizer(directory, model, optimizer);
        RestoreRandomState(state.TorchRandomState, directory);
        var rows = run.ReadMetrics().Where(row => row.Step <= state.Step).ToList();
        var evaluated = rows.Any(row => row.Step == state.Step && row.ValidationLoss is not null);
        return new(new(state.Step, state.Seconds, evaluated, state.MicroBatch, state.LearningRateScale), rows);
    }

    /// <summary>The newest checkpoint that is whole. Those that are not are put aside, and the user is told.</summary>
    private static (string, CheckpointState)? NewestWhole(RunDirectory run)
    {
        var steps = run.CheckpointSteps();
        Exception? first = null;
        foreach (var step in steps.Reverse())
        {
            var directory = run.CheckpointOf(step);
            try
            {
                var state = Checkpoint.ReadState(directory);
                // Only once a whole one is found: where there is none, everything stays where the user can look at it.
                foreach (var broken in steps.Where(other => other > step))
                    Console.Error.WriteLine($"Passed over a broken checkpoint, now {run.SetAside(broken)}.");
                return (directory, state);
            }
            catch (Exception error) when (error is IOException or InvalidDataException)
            {
                first ??= error;
                Console.Error.WriteLine(error.Message);
            }
        }
        return first is null
            ? null
            : throw new IOException($"{run.CheckpointsDirectory}: none of the {steps.Count} checkpoints is whole; expected at least one.", first);
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
}
