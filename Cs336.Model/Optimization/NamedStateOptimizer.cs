using System.Collections.ObjectModel;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>
/// What this project's optimizers share on TorchSharp's base: groups of parameters with checked options of their own, a memory of each
/// parameter that can be saved by name, and that a parameter without a gradient is left alone.
/// </summary>
/// <remarks>Build the optimizer after the model has been moved: <c>.to()</c> replaces parameters.</remarks>
public abstract class NamedStateOptimizer : OptimizerHelper, IParameterState
{
    private protected NamedStateOptimizer(IEnumerable<Parameter> parameters, OptimizerOptions defaults)
    {
        _defaults = defaults;
        _parameter_groups = [];
        AddGroup(new ParamGroup { Parameters = [.. parameters] });
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

    /// <summary>Adds parameters with options of their own; null takes the constructor's.</summary>
    /// <param name="param_group">The group.</param>
    /// <exception cref="ConfigurationException">
    /// A hyper-parameter is out of its range, or a parameter is in a group already; nothing is added.
    /// </exception>
    public override void add_param_group(ParamGroup param_group) => AddGroup(param_group);

    /// <summary>
    /// One update of every parameter that has a gradient. The others keep their values and all that is remembered of them.
    /// </summary>
    /// <param name="closure">Recomputes the loss, or null.</param>
    /// <returns>The closure's loss, or null.</returns>
    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                    Update(parameter, gradient, (ParameterMemory)_state[parameter.Handle], group.Options);
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
        _state.TryGetValue(parameter.Handle, out var state) ? ((ParameterMemory)state).Tensors : ReadOnlyDictionary<string, Tensor>.Empty;

    /// <summary>Changes one parameter in place.</summary>
    private protected abstract void Update(Tensor parameter, Tensor gradient, ParameterMemory memory, OptimizerOptions options);

    private protected abstract ParameterMemory Remember(Parameter parameter);

    /// <summary>The options, or a copy of the constructor's where there are none.</summary>
    /// <exception cref="ConfigurationException">One is out of its range.</exception>
    private protected abstract OptimizerOptions Validated(OptimizerOptions? options);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        foreach (var (_, state) in _state)
            ((ParameterMemory)state).Dispose();
    }

    private void AddGroup(ParamGroup group)
    {
        group.Options = Validated(group.Options);
        var known = _state.Keys.ToHashSet();
        foreach (var parameter in group.Parameters)
        {
            if (!known.Add(parameter.Handle))
                throw new ConfigurationException(
                    $"Optimizer: a parameter of shape [{string.Join(", ", parameter.shape)}] is given twice; expected it in one group, once.");
        }
        foreach (var parameter in group.Parameters)
            _state[parameter.Handle] = Remember(parameter);
        _parameter_groups.Add(group);
    }
}
