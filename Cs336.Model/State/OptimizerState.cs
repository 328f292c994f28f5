using Cs336.Annotations;
using Cs336.Model.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.State;

/// <summary>An optimizer's memory by name: the parameter's state name, a dot, and what is remembered of it.</summary>
internal static class OptimizerState
{
    /// <summary>The optimizer's own tensors, not copies. A tied parameter appears once.</summary>
    public static IReadOnlyDictionary<string, Tensor> Collect(nn.Module model, IParameterState optimizer)
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (name, parameter) in StateNames.Collect(model))
        {
            if (parameter is not Parameter learned)
                continue;
            foreach (var (key, tensor) in optimizer.StateOf(learned))
                tensors.Add($"{name}.{key}", tensor);
        }
        return tensors;
    }

    /// <summary>Makes sure that saved tensors fit the optimizer's.</summary>
    /// <exception cref="InvalidDataException">Names or shapes differ.</exception>
    public static void RequireFit(
        nn.Module model, IParameterState optimizer, IReadOnlyDictionary<string, Tensor> source, string sourceName)
    {
        var own = Collect(model, optimizer);
        List<string> problems =
        [
            .. own.Keys.Where(name => !source.ContainsKey(name)).Select(name => $"missing {name}"),
            .. source.Keys.Where(name => !own.ContainsKey(name)).Select(name => $"unexpected {name}"),
            .. own.Where(entry => source.TryGetValue(entry.Key, out var found) && !found.shape.SequenceEqual(entry.Value.shape))
                .Select(entry => $"{entry.Key} has another shape"),
        ];
        if (problems.Count > 0)
            throw new InvalidDataException($"{sourceName}: the optimizer's state does not fit the model: {string.Join(", ", problems)}.");
    }

    /// <summary>Copies saved tensors, which fit, into the optimizer's.</summary>
    public static void Load(nn.Module model, IParameterState optimizer, IReadOnlyDictionary<string, Tensor> source)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in Collect(model, optimizer))
            tensor.copy_(source[name]);
    }
}
