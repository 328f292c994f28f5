using System.Runtime.InteropServices;
using Cs336.Model.Data;
using Cs336.Model.Functional;
using Cs336.Model.Optimization;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Cs336.Model.Training;

/// <summary>
/// One update of a model: forward and backward over the micro-batches of a batch, clipping, and the optimizer's step. What it measures
/// stays on the device, so that nothing waits for it.
/// </summary>
internal sealed class TrainingStep(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, LoopConfig config, Device device)
{
    /// <summary>The logits are the largest tensor of most steps; they, their exponentials and their gradients are there at once.</summary>
    private const int PortionsOfLargest = 4;

    private readonly IReadOnlyList<Parameter> parameters = [.. optimizer.parameters()];

    /// <summary>Sequences whose gradients are computed at once.</summary>
    public int MicroBatch { get; private set; } = Math.Min(config.MicroBatch ?? config.BatchSize, config.BatchSize);

    /// <summary>Uses the micro-batch of an earlier sitting.</summary>
    public void Continue(int? microBatch) => MicroBatch = microBatch ?? MicroBatch;

    /// <summary>The mean loss of a batch and the norm of its gradients, which are left in the parameters, clipped.</summary>
    /// <param name="ids">The batch, <c>[batch, seq + 1]</c>, row by row.</param>
    /// <param name="batchSize">Sequences in the batch.</param>
    /// <param name="halved">Told of a smaller micro-batch, where the configuration allows it.</param>
    /// <exception cref="OutOfDeviceMemoryException">The device has no room for a micro-batch, and it may not or cannot be halved.</exception>
    public (Tensor Loss, Tensor GradientNorm) Gradients(long[] ids, int batchSize, Action<int> halved)
    {
        while (true)
        {
            try
            {
                return TryGradients(ids, batchSize);
            }
            catch (ExternalException error) when (OutOfDeviceMemoryException.IsSaidBy(error))
            {
                if (MicroBatch == 1)
                    throw new OutOfDeviceMemoryException(
                        $"{device}: there is no room for a single sequence of this model; expected a smaller model or a shorter context.", error);
                if (!config.AutoMicroBatch)
                {
                    throw new OutOfDeviceMemoryException(
                        $"{device}: there is no room for {MicroBatch} sequences at once; try --micro-batch {LargestThatFits(ids, batchSize, error)}, "
                        + "or --micro-batch auto, which make the same updates in smaller portions.", error);
                }
                MicroBatch /= 2;
                halved(MicroBatch);
            }
        }
    }

    /// <summary>Updates the parameters by their gradients.</summary>
    /// <param name="learningRate">The rate of a group that began with the configuration's own; others keep their proportion to it.</param>
    public void Update(double learningRate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            var proportion = config.LearningRate > 0 ? group.InitialLearningRate / config.LearningRate : 1;
            group.LearningRate = learningRate * proportion;
        }
        optimizer.step();
    }

    /// <summary>The largest halving of the micro-batch that there is room for, as far as can be told.</summary>
    private int LargestThatFits(long[] ids, int batchSize, ExternalException error)
    {
        var fitting = MicroBatch / 2;
        // The CPU's memory cannot be tried out: the system grants more than it has, and then ends the process.
        if (OutOfDeviceMemoryException.BytesAskedFor(error) is { } asked)
        {
            var room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PortionsOfLargest;
            while (fitting > 1 && asked / MicroBatch * fitting > room)
                fitting /= 2;
            return fitting;
        }
        while (fitting > 1 && !Fits(ids, batchSize, fitting))
            fitting /= 2;
        return fitting;
    }

    private bool Fits(long[] ids, int batchSize, int rows)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        try
        {
            var (inputs, targets) = TokenBatch.Of(ids, batchSize, device).Rows(0, rows);
            CrossEntropy.Of(model.call(inputs), targets).backward();
            return true;
        }
        catch (ExternalException error) when (OutOfDeviceMemoryException.IsSaidBy(error))
        {
            return false;
        }
    }

    private (Tensor Loss, Tensor GradientNorm) TryGradients(long[] ids, int batchSize)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var batch = TokenBatch.Of(ids, batchSize, device);
        Tensor? total = null;
        for (var first = 0; first < batchSize; first += MicroBatch)
        {
            using var microStep = NewDisposeScope();
            var rows = Math.Min(MicroBatch, batchSize - first);
            var (inputs, targets) = rows == batchSize ? batch : batch.Rows(first, rows);
            var loss = CrossEntropy.Of(model.call(inputs), targets);
            // The gradients of the portions add up to that of the mean over the whole batch.
            if (rows < batchSize)
                loss = loss.Times((double)rows / batchSize);
            loss.backward();
            var portion = loss.detach();
            total = (total is null ? portion : total.Plus(portion)).MoveToOuterDisposeScope();
        }
        var gradientNorm = GradientClipping.Apply(parameters, config.Clip);
        return (total!.MoveToOuterDisposeScope(), gradientNorm.MoveToOuterDisposeScope());
    }
}
