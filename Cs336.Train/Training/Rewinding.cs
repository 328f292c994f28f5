using Cs336.Model.Training;
using Cs336.Train.Configuration;

namespace Cs336.Train.Training;

/// <summary>What becomes of a run whose loss or gradient is no longer finite.</summary>
internal sealed class Rewinding(RunDirectory run, RunConfig config)
{
    /// <summary>A run that diverges again at a thousandth of its learning rate has another problem.</summary>
    private const int MostRewinds = 10;

    private int rewinds;
    private long? lastDivergence;

    /// <summary>The factor that rewinding has left of every learning rate.</summary>
    public double LearningRateScale { get; private set; } = 1;

    /// <summary>Does a sitting, and after a rewind another one, until one ends otherwise.</summary>
    /// <param name="sitting">Trains from the newest checkpoint.</param>
    /// <exception cref="DivergenceException">The run diverged, and rewinding is not asked for or did not help.</exception>
    public TrainingOutcome Run(Func<TrainingOutcome> sitting)
    {
        while (true)
        {
            try
            {
                return sitting();
            }
            catch (DivergenceException error) when (config.Training.OnNonFinite == NonFinitePolicy.Rewind && rewinds < MostRewinds)
            {
                Rewind(error);
            }
            catch (DivergenceException error) when (error.Report is { } found)
            {
                throw new DivergenceException(
                    $"{error.Message} {run.WriteDump(found)} has the batch and the norms of every layer.", error.Step, found);
            }
        }
    }

    private void Rewind(DivergenceException error)
    {
        rewinds++;
        LearningRateScale /= 2;
        // A checkpoint of the step itself holds what diverged, and one from which the run diverged again no later than before is not good
        // either, however finite its numbers are.
        var steps = run.CheckpointSteps();
        var good = steps.Where(step => step < error.Step).ToList();
        if (error.Step <= lastDivergence && good.Count > 0)
            good.RemoveAt(good.Count - 1);
        lastDivergence = error.Step;
        foreach (var bad in steps.Except(good))
            run.SetAside(bad);
        var to = good.Count > 0 ? $"step {good[^1]}" : "the start";
        Console.Error.WriteLine(FormattableString.Invariant($"{error.Message} Back to {to}, with {LearningRateScale} of the learning rate."));
    }
}
