using Cs336.Model.Functional;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>What an optimizer remembers of one parameter, as tensors by name, which is all that saving and restoring needs.</summary>
internal abstract class ParameterMemory(Parameter parameter) : OptimizerState(parameter), IDisposable
{
    private readonly Tensor steps = zeros([], ScalarType.Int64).DetachFromDisposeScope();

    /// <summary>The state by name; copying into these tensors restores it.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor> { ["step"] = steps };

    /// <summary>Counts one more step, from 1.</summary>
    public long CountStep() => steps.Plus_(1L).item<long>();

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        foreach (var tensor in Tensors.Values)
            tensor.zero_();
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        foreach (var tensor in Tensors.Values)
            tensor.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        using var noGradient = no_grad();
        foreach (var tensor in Tensors.Values)
        {
            using var saved = Tensor.Load(reader);
            tensor.copy_(saved);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in ((ParameterMemory)source).Tensors)
            Tensors[name].copy_(tensor);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is ParameterMemory memory && Tensors.All(entry => entry.Value.allclose(memory.Tensors[entry.Key]));

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
