using Cs336.Model.Data;
using Cs336.Model.Functional;
using Cs336.Model.Optimization;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Cs336.Model.Training;

/// <summary>How a call of <see cref="Trainer.Run"/> ended.</summary>
/// <param name="Step">Updates made so far, earlier sittings included.</param>
/// <param name="Completed">False where it was asked to stop before the last step.</param>
public readonly record struct TrainingOutcome(long Step, bool Completed);

/// <summary>
/// The training loop: batch, loss, gradients, clipping, update; measurements, evaluations and checkpoints at their intervals. It knows
/// no console, no files and no clock but the one it is given.
/// </summary>
/// <param name="model"><c>[batch, seq] → [batch, seq, vocab]</c>, on the device of the batches.</param>
/// <param name="optimizer">Updates the model's parameters.</param>
/// <param name="config">Sizes, rates and intervals.</param>
/// <param name="training">Draws the batches.</param>
/// <param name="validation">Tokens to measure the validation loss on, at least one window and its last target; or null.</param>
/// <param name="device">Where the model lives.</param>
/// <param name="callback">Hears of every row of measurements and saves checkpoints.</param>
/// <param name="clock">Measures the seconds.</param>
public sealed class Trainer(
    nn.Module<Tensor, Tensor> model,
    AdamW optimizer,
    TrainingConfig config,
    BatchSampler training,
    TokenSequence? validation,
    Device device,
    ITrainingCallback callback,
    TimeProvider clock)
{
    private readonly IReadOnlyList<Parameter> parameters = [.. optimizer.parameters()];

    /// <summary>Trains from a position on up to the last step.</summary>
    /// <param name="from">Model and optimizer are as they were there.</param>
    /// <param name="stop">When set, the step under way is finished, a checkpoint is due, and the call returns.</param>
    /// <exception cref="DivergenceException">The loss or the gradient is no longer finite.</exception>
    public TrainingOutcome Run(TrainingPosition from, CancellationToken stop)
    {
        var seconds = new TrainingClock(clock, from.Seconds);
        var recorder = new MetricRecorder(callback, (long)config.BatchSize * config.Model.ContextLength, seconds);
        var evaluationDue = !from.Evaluated && (from.Step % config.EvalInterval == 0 || from.Step == config.Steps);
        if (evaluationDue)
            seconds.OutsideTraining(() => Evaluate(from.Step, recorder));
        for (var step = from.Step; step < config.Steps; step++)
        {
            var (loss, gradientNorm, learningRate) = TakeStep(step);
            var done = step + 1;
            recorder.Add(done, loss, gradientNorm, learningRate);
            var last = done == config.Steps;
            var stopping = !last && stop.IsCancellationRequested;
            var checkpointDue = last || stopping || done % config.CheckpointInterval == 0;
            evaluationDue = last || (!stopping && done % config.EvalInterval == 0);
            if (checkpointDue || evaluationDue)
                recorder.Flush();
            // Saved before the evaluation: whatever happens to that, the training is not lost.
            if (checkpointDue)
                seconds.OutsideTraining(() => callback.OnCheckpoint(done, seconds.Seconds));
            if (evaluationDue)
                seconds.OutsideTraining(() => Evaluate(done, recorder));
            if (stopping)
                return new(done, Completed: false);
        }
        return new(config.Steps, Completed: true);
    }

    /// <summary>One update; the loss and the norm stay on the device, so that nothing waits for it.</summary>
    private (Tensor Loss, Tensor GradientNorm, double LearningRate) TakeStep(long step)
    {
        using var scope = NewDisposeScope();
        var batch = training.At(step, device);
        optimizer.zero_grad();
        var loss = CrossEntropy.Of(model.call(batch.Inputs), batch.Targets);
        loss.backward();
        var gradientNorm = GradientClipping.Apply(parameters, config.Clip);
        optimizer.LearningRate = config.Schedule.At(step);
        optimizer.step();
        return (loss.detach().DetachFromDisposeScope(), gradientNorm.DetachFromDisposeScope(), optimizer.LearningRate);
    }

    private void Evaluate(long step, MetricRecorder recorder)
    {
        if (validation is null)
            return;
        var windows = Evaluation.SpreadWindows(validation.Count, config.Model.ContextLength, config.EvalBatches * config.BatchSize);
        recorder.AddValidation(step, Evaluation.Of(model, validation, windows, config.BatchSize, device).Mean);
    }
}
