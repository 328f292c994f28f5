using Cs336.Annotations;
using static TorchSharp.torch;

namespace Cs336.Model.Training;

/// <summary>What was found in a step whose loss or gradient norm is not finite: enough to see where it began.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Loss">Its loss, in nats per token, as text, since JSON has no word for what it may be.</param>
/// <param name="GradientNorm">The norm of all gradients, as text.</param>
/// <param name="LearningRate">The learning rate that the update would have had.</param>
/// <param name="Parameters">Every parameter, in the order of the model.</param>
/// <param name="Ids">The batch, row by row: inputs and, one place further, their targets.</param>
public sealed record NonFiniteReport(
    long Step,
    string Loss,
    string GradientNorm,
    double LearningRate,
    IReadOnlyList<NonFiniteReport.Entry> Parameters,
    IReadOnlyList<long[]> Ids)
{
    /// <summary>One parameter and its gradient.</summary>
    /// <param name="Name">Its state name.</param>
    /// <param name="Norm">The L2 norm of its values, as text.</param>
    /// <param name="NonFinite">How many of its values are not finite.</param>
    /// <param name="GradientNorm">The L2 norm of its gradient, as text; null where it has none.</param>
    /// <param name="NonFiniteGradients">How many values of its gradient are not finite.</param>
    public sealed record Entry(string Name, string Norm, long NonFinite, string? GradientNorm, long NonFiniteGradients)
    {
        internal static IReadOnlyList<Entry> Of(nn.Module model)
        {
            using var unrecorded = no_grad();
            using var temporaries = NewDisposeScope();
            return [.. StateNames.Collect(model).Select(entry => Of(entry.Key, entry.Value))];
        }

        private static Entry Of(string name, Tensor values) => new(
            name, NormOf(values), CountNonFinite(values), values.grad is { } gradient ? NormOf(gradient) : null,
            values.grad is { } same ? CountNonFinite(same) : 0);

        private static string NormOf(Tensor values) => Text(values.to(ScalarType.Float64).norm().item<double>());

        private static long CountNonFinite(Tensor values) => values.numel() - values.isfinite().sum().item<long>();
    }

    internal static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
