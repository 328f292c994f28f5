using Cs336.Model.Training;
using Cs336.Train.Experiments.Log;

namespace Cs336.Train.Tests.Writeup;

/// <summary>Made-up results of trainings: smooth, slightly noisy losses from guessing down to a floor.</summary>
internal static class Trainings
{
    public const int Steps = 400;

    /// <summary>A training whose loss falls to about <paramref name="floor"/>, or grows without bound after a quarter of its steps.</summary>
    public static TrainingResult Of(double floor, double secondsPerStep = 0.5, bool diverges = false)
    {
        var rows = Enumerable.Range(1, diverges ? Steps / 2 : Steps).Select(step => new Metrics
        {
            Step = step,
            Tokens = step * 1024L,
            Seconds = step * secondsPerStep,
            TrainLoss = Loss(step) + (0.1 * Math.Sin(step * 12.9898)),
            ValidationLoss = step % 40 == 0 ? Loss(step) : null,
        }).ToList();
        var validation = rows.Select(row => row.ValidationLoss).OfType<double>().ToList();
        return new()
        {
            Config = new() { Model = new() { VocabSize = 600, ContextLength = 32, DModel = 64, NHeads = 4, DFf = 192, NLayers = 2 }, Steps = Steps },
            Device = "cpu",
            Threads = 2,
            Parameters = 150_000,
            UnigramLoss = 5,
            Curve = rows,
            BestValidationLoss = validation.Min(),
            LastValidationLoss = validation[^1],
            Divergence = diverges ? "the loss of step 201 is not finite" : null,
        };

        double Loss(int step) => diverges && step > Steps / 4
            ? Math.Exp((step - (Steps / 4)) / 10.0)
            : floor + ((6.4 - floor) * Math.Exp(-step / 40.0));
    }
}
