using static TorchSharp.torch;

namespace Cs336.Model.Training;

/// <summary>
/// Collects the measurements of steps on the device and reads them back in groups, so that the loop seldom waits for the device.
/// </summary>
internal sealed class MetricRecorder(ITrainingCallback callback, long tokensPerStep, TrainingClock clock)
{
    private const int GroupSize = 10;

    private readonly List<(long Step, double Seconds, Tensor Loss, Tensor GradientNorm, double LearningRate)> pending = [];

    /// <summary>Takes the measurements of one step, and owns the two tensors from now on.</summary>
    public void Add(long step, Tensor loss, Tensor gradientNorm, double learningRate)
    {
        pending.Add((step, clock.Seconds, loss, gradientNorm, learningRate));
        if (pending.Count == GroupSize)
            Flush();
    }

    /// <summary>Passes on every row that is still waiting.</summary>
    /// <exception cref="DivergenceException">A loss or a norm is not finite. The rows up to it have been passed on.</exception>
    public void Flush()
    {
        if (pending.Count == 0)
            return;
        var values = pending.ConvertAll(row => (Loss: row.Loss.item<float>(), GradientNorm: row.GradientNorm.item<float>()));
        // Reading the values has waited for the device, so only now is the group's time known.
        var rate = pending.Count * tokensPerStep / clock.TakeTrainingSeconds();
        for (var i = 0; i < pending.Count; i++)
        {
            var (step, seconds, loss, gradientNorm, learningRate) = pending[i];
            loss.Dispose();
            gradientNorm.Dispose();
            var (lossValue, normValue) = values[i];
            if (!float.IsFinite(lossValue) || !float.IsFinite(normValue))
            {
                pending.Clear();
                throw new DivergenceException(DivergenceAt(step, lossValue, normValue), step);
            }
            callback.OnMetrics(new()
            {
                Step = step,
                Tokens = step * tokensPerStep,
                Seconds = seconds,
                TrainLoss = lossValue,
                LearningRate = learningRate,
                GradientNorm = normValue,
                TokensPerSecond = i == pending.Count - 1 ? rate : null,
            });
        }
        pending.Clear();
    }

    /// <summary>Passes on the row of a step that made no update.</summary>
    public void AddSkipped(long step, double learningRate)
    {
        Flush();
        callback.OnMetrics(new()
        {
            Step = step,
            Tokens = step * tokensPerStep,
            Seconds = clock.Seconds,
            LearningRate = learningRate,
            Skipped = true,
        });
    }

    /// <summary>The sentence about a step that is not finite.</summary>
    public static string DivergenceAt(long step, float loss, float gradientNorm) => FormattableString.Invariant(
        $"The run diverged at step {step}: loss {loss}, gradient norm {gradientNorm}; a lower learning rate may help.");

    /// <summary>Passes on the validation loss after a step, whose own row has been passed on before.</summary>
    /// <exception cref="DivergenceException">It is not finite.</exception>
    public void AddValidation(long step, double loss)
    {
        if (!double.IsFinite(loss))
        {
            throw new DivergenceException(FormattableString.Invariant(
                $"The run diverged by step {step}: validation loss {loss}; a lower learning rate may help."), step);
        }
        callback.OnMetrics(new()
        {
            Step = step,
            Tokens = step * tokensPerStep,
            Seconds = clock.Seconds,
            ValidationLoss = loss,
        });
    }
}
