using Cs336.Model.Functional;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>AdamW as the assignment states it (§4.3, algorithm 1; Loshchilov and Hutter 2019).</summary>
/// <remarks>
/// Differs from <c>torch.optim.AdamW</c> in two small ways: the decay comes after the update, and ε is added to <c>√v</c> before
/// the bias correction, which makes it act like a smaller one. Build the optimizer after the model has been moved:
/// <c>.to()</c> replaces parameters.
/// </remarks>
public sealed class AdamW : NamedStateOptimizer
{
    /// <summary>An optimizer of <paramref name="parameters"/>, all in one group.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="learningRate">α, at least 0.</param>
    /// <param name="beta1">Decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">Decay of the second moment, in [0, 1).</param>
    /// <param name="epsilon">Keeps the division finite; positive.</param>
    /// <param name="weightDecay">λ, at least 0; every step shrinks the parameters by <c>α λ</c> of themselves.</param>
    /// <exception cref="ConfigurationException">A hyper-parameter is out of its range, or a parameter is given twice.</exception>
    public AdamW(
        IEnumerable<Parameter> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01)
        : base(parameters, new AdamWOptions
        {
            LearningRate = learningRate,
            InitialLearningRate = learningRate,
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = epsilon,
            WeightDecay = weightDecay,
        })
    {
    }

    private protected override ParameterMemory Remember(Parameter parameter) => new AdamWState(parameter);

    private protected override OptimizerOptions Validated(OptimizerOptions? options) =>
        ((AdamWOptions)(options ?? ((AdamWOptions)_defaults).Copy())).Validated();

    private protected override void Update(Tensor parameter, Tensor gradient, ParameterMemory memory, OptimizerOptions options)
    {
        var (state, own) = ((AdamWState)memory, (AdamWOptions)options);
        var (alpha, t) = (own.LearningRate!.Value, state.CountStep());
        state.FirstMoment.Times_(own.Beta1).Plus_(1 - own.Beta1, gradient);
        state.SecondMoment.Times_(own.Beta2).PlusProduct_(1 - own.Beta2, gradient, gradient);
        var biasCorrected = alpha * Math.Sqrt(1 - Math.Pow(own.Beta2, t)) / (1 - Math.Pow(own.Beta1, t));
        parameter.PlusQuotient_(-biasCorrected, state.FirstMoment, state.SecondMoment.sqrt().Plus_(own.Epsilon));
        parameter.Times_(1 - alpha * own.WeightDecay);
    }
}
