using System.Collections.ObjectModel;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>AdamW as the assignment states it (§4.3, algorithm 1; Loshchilov and Hutter 2019).</summary>
/// <remarks>
/// Differs from <c>torch.optim.AdamW</c> in two small ways: the decay comes after the update, and ε is added to <c>√v</c> before
/// the bias correction, which makes it act like a smaller one. Build the optimizer after the model has been moved:
/// <c>.to()</c> replaces parameters.
/// </remarks>
public sealed class AdamW : OptimizerHelper, IParameterState
{
    /// <summary>An optimizer of <paramref name="parameters"/>, all in one group.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="learningRate">α, at least 0.</param>
    /// <param name="beta1">Decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">Decay of the second moment, in [0, 1).</param>
    /// <param name="epsilon">Keeps the division finite; positive.</param>
    /// <param name="weightDecay">λ, at least 0; every step shrinks the parameters by <c>α λ</c> of themselves.</param>
    /// <exception cref="ConfigurationException">A hyper-parameter is out of its range.</exception>
    public AdamW(
        IEnumerable<Parameter> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01)
    {
        var options = new AdamWOptions
        {
            LearningRate = learningRate,
            InitialLearningRate = learningRate,
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = epsilon,
            WeightDecay = weightDecay,
        };
        _defaults = options.Validated();
        _parameter_groups = [];
        add_param_group(new ParamGroup { Parameters = [.. parameters], Options = options });
    }

    /// <summary>The rate α of the next step, the same for every group.</summary>
    public double LearningRate
    {
        get => _parameter_groups[0].LearningRate;
        set
        {
            foreach (var group in _parameter_groups)
                group.LearningRate = value;
        }
    }

    /// <summary>Adds parameters with options of their own, an <see cref="AdamWOptions"/>; null takes the constructor's.</summary>
    /// <param name="param_group">The group.</param>
    /// <exception cref="ConfigurationException">A hyper-parameter is out of its range.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        var options = (AdamWOptions)(param_group.Options ??= ((AdamWOptions)_defaults).Copy());
        options.Validated();
        foreach (var parameter in param_group.Parameters)
            _state[parameter.Handle] = new AdamWState(parameter);
        _parameter_groups.Add(param_group);
    }

    /// <summary>
    /// One update of every parameter that has a gradient. The others keep their values, their moments and their count of steps.
    /// </summary>
    /// <param name="closure">Recomputes the loss, or null.</param>
    /// <returns>The closure's loss, or null.</returns>
    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            var options = (AdamWOptions)group.Options;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                    Update(parameter, gradient, (AdamWState)_state[parameter.Handle], options);
            }
        },
        closure);

    /// <summary>
    /// Drops every gradient, as PyTorch does: a parameter that the next loss does not reach has none and is left alone, where a
    /// gradient of zeros would still decay it. It also spares filling one buffer and adding to it.
    /// </summary>
    public override void zero_grad()
    {
        foreach (var parameter in parameters())
            parameter.grad = null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateOf(Parameter parameter) =>
        _state.TryGetValue(parameter.Handle, out var state) ? ((AdamWState)state).Tensors : ReadOnlyDictionary<string, Tensor>.Empty;

    private static void Update(Tensor parameter, Tensor gradient, AdamWState state, AdamWOptions options)
    {
        var (alpha, t) = (options.LearningRate!.Value, state.CountStep());
        state.FirstMoment.mul_(options.Beta1).add_(gradient, alpha: 1 - options.Beta1);
        state.SecondMoment.mul_(options.Beta2).addcmul_(gradient, gradient, value: 1 - options.Beta2);
        var biasCorrected = alpha * Math.Sqrt(1 - Math.Pow(options.Beta2, t)) / (1 - Math.Pow(options.Beta1, t));
        parameter.addcdiv_(state.FirstMoment, state.SecondMoment.sqrt().add_(options.Epsilon), value: -biasCorrected);
        parameter.mul_(1 - alpha * options.WeightDecay);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        foreach (var (_, state) in _state)
            ((AdamWState)state).Dispose();
    }
}
