using Cs336.Model.Optimization;
using Cs336.Train.Startup;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>Losses of a descent.</summary>
/// <param name="LearningRate">α.</param>
/// <param name="Losses">The loss before the first step and after each; null where it is no finite number.</param>
internal sealed record DescentCurve(double LearningRate, IReadOnlyList<double?> Losses);

/// <summary>
/// The assignment's toy (§4.2): <c>[10, 10]</c> weights, 5 times standard normal, whose mean square is to be as small as possible, found
/// with <see cref="Sgd"/>. The gradient of a weight w is w / 50, so that step t multiplies every weight by <c>1 − α / (50 √(t + 1))</c>.
/// </summary>
/// <param name="Seed">Of the first weights, which are the same for every rate.</param>
/// <param name="Steps">The updates of each descent.</param>
/// <param name="Curves">The descents.</param>
internal sealed record ToyDescent(int Seed, int Steps, IReadOnlyList<DescentCurve> Curves)
{
    private const int Side = 10;
    private const float Spread = 5;

    /// <summary>Descends with each rate from the same weights.</summary>
    public static ToyDescent Run(IReadOnlyList<double> learningRates, int steps, int seed)
    {
        _ = Torch.DeviceNamed("cpu");
        return new(seed, steps, [.. learningRates.Select(rate => new DescentCurve(rate, Descend(rate, steps, seed)))]);
    }

    private static List<double?> Descend(double learningRate, int steps, int seed)
    {
        using var scope = NewDisposeScope();
        var random = new Generator((ulong)seed, CPU);
        using var weights = new Parameter(randn([Side, Side], generator: random).mul(tensor(Spread)));
        using var optimizer = new Sgd([weights], learningRate);
        var losses = new List<double?>();
        for (var step = 0; step <= steps; step++)
        {
            using var ofStep = NewDisposeScope();
            optimizer.zero_grad();
            var loss = weights.mul(weights).mean();
            losses.Add(loss.item<float>() is var value && float.IsFinite(value) ? value : null);
            loss.backward();
            if (step < steps)
                optimizer.step();
        }
        return losses;
    }
}
