using Cs336.Annotations;
using Cs336.Model.Optimization;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Support;

/// <summary>Weights and what an optimizer remembers of them, copied, by name.</summary>
internal sealed class StateCopy(nn.Module model, IParameterState optimizer)
{
    private readonly Dictionary<string, Tensor> tensors = StateNames.Collect(model)
        .SelectMany(entry => optimizer.StateOf((Parameter)entry.Value)
            .Select(state => KeyValuePair.Create($"{entry.Key}.{state.Key}", state.Value))
            .Append(entry))
        .ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    public static void AssertSame(StateCopy expected, StateCopy actual)
    {
        Assert.Equal(expected.tensors.Keys, actual.tensors.Keys);
        foreach (var (name, tensor) in expected.tensors)
            TensorAssert.Same(tensor, actual.tensors[name]);
    }
}
