using Cs336.Model.Functional;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>
/// Gradient descent with a rate that falls with the root of the step (assignment §4.2, eq. 20):
/// <c>θ ← θ − α / √(t + 1) · ∇θ</c>, t from 0 and counted per parameter. The optimizer of the problem on learning rates.
/// </summary>
public sealed class Sgd : NamedStateOptimizer
{
    /// <summary>An optimizer of <paramref name="parameters"/>, all in one group.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="learningRate">α, at least 0.</param>
    /// <exception cref="ConfigurationException">The rate is out of its range, or a parameter is given twice.</exception>
    public Sgd(IEnumerable<Parameter> parameters, double learningRate = 1e-3)
        : base(parameters, new SgdOptions { LearningRate = learningRate, InitialLearningRate = learningRate })
    {
    }

    private protected override ParameterMemory Remember(Parameter parameter) => new SgdState(parameter);

    private protected override OptimizerOptions Validated(OptimizerOptions? options) =>
        ((SgdOptions)(options ?? ((SgdOptions)_defaults).Copy())).Validated();

    private protected override void Update(Tensor parameter, Tensor gradient, ParameterMemory memory, OptimizerOptions options) =>
        parameter.Plus_(-options.LearningRate!.Value / Math.Sqrt(memory.CountStep()), gradient);

    /// <summary>How many steps the parameter has taken.</summary>
    private sealed class SgdState(Parameter parameter) : ParameterMemory(parameter);
}
