using Cs336.Model.Functional;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>Gradient clipping by the norm of all gradients together (assignment §4.5).</summary>
public static class GradientClipping
{
    /// <summary>
    /// Where the common L2 norm exceeds <paramref name="maximumNorm"/>, scales every gradient by
    /// <c>maximum / (norm + 10⁻⁶)</c>; otherwise leaves them exactly as they are. Works in place, without waiting for the device.
    /// </summary>
    /// <param name="parameters">Parameters; those without a gradient are passed over.</param>
    /// <param name="maximumNorm">The largest norm allowed, positive.</param>
    /// <returns>The norm before clipping, float32, <c>[]</c>; zero where there is no gradient at all.</returns>
    /// <exception cref="ConfigurationException"><paramref name="maximumNorm"/> is not positive.</exception>
    public static Tensor Apply(IEnumerable<Parameter> parameters, double maximumNorm)
    {
        if (!(maximumNorm > 0))
            throw new ConfigurationException(FormattableString.Invariant(
                $"Clipping: the largest norm must be positive; found {maximumNorm}."));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
            return zeros([]).MoveToOuterDisposeScope();
        var squares = stack([.. gradients.Select(gradient => Precision.AtLeastFloat32(gradient).square().sum(ScalarType.Float32))]);
        var norm = squares.sum().sqrt();
        // A factor of exactly one changes no bit, which spares the question whether to multiply, and the wait for its answer.
        var factor = where(norm.IsAbove(maximumNorm), norm.Plus(1e-6).reciprocal().Times(maximumNorm), ones_like(norm));
        foreach (var gradient in gradients)
            gradient.mul_(factor.to(gradient.dtype));
        return norm.MoveToOuterDisposeScope();
    }
}
