using Cs336.Annotations;
using Cs336.Model.Data;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Cs336.Adapters;

public static partial class Adapters
{
    /// <summary>
    /// Windows at random places and, for every token, the one that follows it; both int64, <c>[batch, seq]</c>. The places are drawn
    /// from torch's default generator: <c>torch.manual_seed</c> decides them.
    /// </summary>
    /// <param name="dataset">Token ids.</param>
    /// <param name="batchSize">Windows per batch.</param>
    /// <param name="contextLength">Length of a window, in tokens.</param>
    /// <param name="device">Where the batch is needed: <c>cpu</c>, <c>cuda:0</c>.</param>
    /// <exception cref="Model.ConfigurationException">
    /// A size is not positive, or the data are shorter than a window and its last target.
    /// </exception>
    public static (Tensor Inputs, Tensor Targets) RunGetBatch(long[] dataset, int batchSize, int contextLength, string device)
    {
        var sampler = new BatchSampler(TokenSequence.Of(dataset), batchSize, contextLength, seed: randint_long(long.MaxValue));
        var batch = sampler.At(step: 0, new Device(device));
        return (batch.Inputs, batch.Targets);
    }

    /// <summary>Scales all gradients together, in place, so that their common L2 norm is at most <paramref name="maxL2Norm"/>.</summary>
    /// <param name="parameters">Parameters; those without a gradient are passed over.</param>
    /// <param name="maxL2Norm">The largest norm allowed, positive.</param>
    /// <exception cref="Model.ConfigurationException"><paramref name="maxL2Norm"/> is not positive.</exception>
    public static void RunGradientClipping(IEnumerable<Parameter> parameters, double maxL2Norm) =>
        GradientClipping.Apply(parameters, maxL2Norm).Dispose();

    /// <summary>The assignment's AdamW over one group of parameters.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="learningRate">α, at least 0.</param>
    /// <param name="beta1">Decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">Decay of the second moment, in [0, 1).</param>
    /// <param name="epsilon">Keeps the division finite; positive.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="Model.ConfigurationException">A hyper-parameter is out of its range.</exception>
    public static AdamW CreateAdamW(
        IEnumerable<Parameter> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01) => new(parameters, learningRate, beta1, beta2, epsilon, weightDecay);

    /// <summary>The learning rate of a step: linear warm-up, half a cosine, then the floor.</summary>
    /// <param name="it">The step, from 0.</param>
    /// <param name="maxLearningRate">The rate at the end of the warm-up.</param>
    /// <param name="minLearningRate">The rate after the cosine.</param>
    /// <param name="warmupIters">Length of the warm-up, in steps.</param>
    /// <param name="cosineCycleIters">The step at which the cosine ends.</param>
    public static double RunGetLrCosineSchedule(
        int it, double maxLearningRate, double minLearningRate, int warmupIters, int cosineCycleIters) =>
        new CosineSchedule(maxLearningRate, minLearningRate, warmupIters, cosineCycleIters).At(it);

    /// <summary>Writes model, optimizer and number of iterations to a file, which is replaced whole or not at all.</summary>
    /// <param name="model">Any module.</param>
    /// <param name="optimizer">Its optimizer, one of this project's.</param>
    /// <param name="iteration">Updates made so far.</param>
    /// <param name="out">Where to.</param>
    /// <exception cref="ArgumentException">The optimizer's memory cannot be saved by name.</exception>
    public static void RunSaveCheckpoint(nn.Module model, optim.Optimizer optimizer, int iteration, string @out) =>
        AtomicFile.Write(@out, file => RunSaveCheckpoint(model, optimizer, iteration, file));

    /// <summary>Writes model, optimizer and number of iterations to a stream, which stays open.</summary>
    /// <param name="model">Any module.</param>
    /// <param name="optimizer">Its optimizer, one of this project's.</param>
    /// <param name="iteration">Updates made so far.</param>
    /// <param name="out">Where to.</param>
    /// <exception cref="ArgumentException">The optimizer's memory cannot be saved by name.</exception>
    public static void RunSaveCheckpoint(nn.Module model, optim.Optimizer optimizer, int iteration, Stream @out) =>
        CheckpointStream.Save(@out, model, StateOf(optimizer), iteration);

    /// <summary>Restores model and optimizer from a file.</summary>
    /// <param name="src">Where from.</param>
    /// <param name="model">A module of the same shape.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <returns>The number of iterations that was saved.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such checkpoint, or the optimizer's state does not fit.</exception>
    /// <exception cref="StateMismatchException">The model's state does not fit.</exception>
    /// <exception cref="ArgumentException">The optimizer's memory cannot be restored by name.</exception>
    public static int RunLoadCheckpoint(string src, nn.Module model, optim.Optimizer optimizer)
    {
        using var file = File.OpenRead(src);
        return RunLoadCheckpoint(file, model, optimizer);
    }

    /// <summary>Restores model and optimizer from a stream, which is read to its end and stays open.</summary>
    /// <param name="src">Where from.</param>
    /// <param name="model">A module of the same shape.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <returns>The number of iterations that was saved.</returns>
    /// <exception cref="InvalidDataException">It is no such checkpoint, or the optimizer's state does not fit.</exception>
    /// <exception cref="StateMismatchException">The model's state does not fit.</exception>
    /// <exception cref="ArgumentException">The optimizer's memory cannot be restored by name.</exception>
    public static int RunLoadCheckpoint(Stream src, nn.Module model, optim.Optimizer optimizer) =>
        checked((int)CheckpointStream.Load(src, model, StateOf(optimizer)));

    private static IParameterState StateOf(optim.Optimizer optimizer) => optimizer as IParameterState
        ?? throw new ArgumentException($"{optimizer.GetType()} does not give its memory by name; expected an {nameof(IParameterState)}.");
}
