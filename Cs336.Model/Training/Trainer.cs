using Cs336.Model.Data;
using static TorchSharp.torch;

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
/// <param name="config">Rates and intervals.</param>
/// <param name="training">The batch of every step.</param>
/// <param name="validation">Tokens to measure the validation loss on, at least one window and its last target; or null.</param>
/// <param name="device">Where the model lives.</param>
/// <param name="callback">Hears of every row of measurements and saves checkpoints.</param>
/// <param name="clock">Measures the seconds.</param>
public sealed class Trainer(
    nn.Module<Tensor, Tensor> model,
    optim.Optimizer optimizer,
    LoopConfig config,
    IBatchSource training,
    TokenSequence? validation,
    Device device,
    ITrainingCallback callback,
    TimeProvider clock)
{
    /// <summary>So many steps in a row without an update are a run that cannot go on.</summary>
    public const int MostSkippedInARow = 100;

    private readonly TrainingStep trainingStep = new(model, optimizer, config, device);
    private int skippedInARow;

    /// <summary>Trains from a position on up to the last step.</summary>
    /// <param name="from">Model and optimizer are as they were there.</param>
    /// <param name="stop">When set, the step under way is finished, a checkpoint is due, and the call returns.</param>
    /// <exception cref="DivergenceException">
    /// The loss or the gradient is no longer finite: with <see cref="NonFinitePolicy.Skip"/> for
    /// <see cref="MostSkippedInARow"/> steps in a row, else at once. Model and optimizer are as they were before that step, if the
    /// exception has a report.
    /// </exception>
    /// <exception cref="OutOfDeviceMemoryException">The device has no room for a step.</exception>
    public TrainingOutcome Run(TrainingPosition from, CancellationToken stop)
    {
        var seconds = new TrainingClock(clock, from.Seconds);
        var recorder = new MetricRecorder(callback, (long)training.BatchSize * training.ContextLength, seconds);
        trainingStep.Continue(from.MicroBatch);
        var evaluationDue = !from.Evaluated && (from.Step % config.EvalInterval == 0 || from.Step == config.Steps);
        if (evaluationDue)
            seconds.OutsideTraining(() => Evaluate(from.Step, recorder));
        for (var step = from.Step; step < config.Steps; step++)
        {
            TakeStep(step, from.LearningRateScale, recorder);
            var done = step + 1;
            var last = done == config.Steps;
            var stopping = !last && stop.IsCancellationRequested;
            var checkpointDue = last || stopping || done % config.CheckpointInterval == 0;
            evaluationDue = last || (!stopping && done % config.EvalInterval == 0);
            if (checkpointDue || evaluationDue)
                recorder.Flush();
            // Saved before the evaluation: whatever happens to that, the training is not lost.
            if (checkpointDue)
            {
                seconds.OutsideTraining(() => callback.OnCheckpoint(
                    new(done, seconds.Seconds, Evaluated: false, trainingStep.MicroBatch, from.LearningRateScale)));
            }
            if (evaluationDue)
                seconds.OutsideTraining(() => Evaluate(done, recorder));
            if (stopping)
                return new(done, Completed: false);
        }
        return new(config.Steps, Completed: true);
    }

    private void TakeStep(long step, double learningRateScale, MetricRecorder recorder)
    {
        var ids = training.IdsAt(step);
        var (loss, gradientNorm) = trainingStep.Gradients(
            ids, training.BatchSize, microBatch => callback.OnMicroBatchHalved(step + 1, microBatch));
        var learningRate = config.Schedule.At(step) * learningRateScale;
        var finite = !LooksBeforeUpdate || (float.IsFinite(loss.item<float>()) && float.IsFinite(gradientNorm.item<float>()));
        if (finite)
        {
            trainingStep.Update(learningRate);
            recorder.Add(step + 1, loss, gradientNorm, learningRate);
            skippedInARow = 0;
            return;
        }
        using (loss)
        using (gradientNorm)
        {
            if (config.OnNonFinite != NonFinitePolicy.Skip || ++skippedInARow == MostSkippedInARow)
                throw Diverged(step + 1, loss.item<float>(), gradientNorm.item<float>(), learningRate, ids, recorder);
            recorder.AddSkipped(step + 1, learningRate);
        }
    }

    /// <summary>
    /// On the CPU the values are there anyway. Elsewhere looking at them makes the program wait for the device, so that a run that
    /// stops on its first such step looks only when rows are read back, a few steps later and before any checkpoint.
    /// </summary>
    private bool LooksBeforeUpdate => config.OnNonFinite != NonFinitePolicy.Stop || device.type == TorchSharp.DeviceType.CPU;

    private DivergenceException Diverged(
        long step, float loss, float gradientNorm, double learningRate, long[] ids, MetricRecorder recorder)
    {
        recorder.Flush();
        var report = new NonFiniteReport(
            step, NonFiniteReport.Text(loss), NonFiniteReport.Text(gradientNorm), learningRate, NonFiniteReport.Entry.Of(model),
            [.. ids.Chunk(training.ContextLength + 1)]);
        return new(MetricRecorder.DivergenceAt(step, loss, gradientNorm), step, report);
    }

    private void Evaluate(long step, MetricRecorder recorder)
    {
        if (validation is null)
            return;
        var windows = Evaluation.SpreadWindows(validation.Count, training.ContextLength, config.EvalBatches * config.BatchSize);
        recorder.AddValidation(step, Evaluation.Of(model, validation, windows, trainingStep.MicroBatch, device).Mean);
    }
}
