using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>What <see cref="AdamW"/> remembers of one parameter: two moments of its shape, and how many steps it has taken.</summary>
internal sealed class AdamWState : OptimizerState, IDisposable
{
    private Tensor steps;

    public AdamWState(Parameter parameter) : base(parameter)
    {
        FirstMoment = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
        steps = zeros([], ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>The running mean of the gradient.</summary>
    public Tensor FirstMoment { get; private set; }

    /// <summary>The running mean of its square.</summary>
    public Tensor SecondMoment { get; private set; }

    /// <summary>The state by name; copying into these tensors restores it.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>
    {
        ["first_moment"] = FirstMoment,
        ["second_moment"] = SecondMoment,
        ["step"] = steps,
    };

    /// <summary>Counts one more step, from 1.</summary>
    public long CountStep() => steps.add_(1).item<long>();

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
        foreach (var (name, tensor) in ((AdamWState)source).Tensors)
            Tensors[name].copy_(tensor);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is AdamWState state && Tensors.All(entry => entry.Value.allclose(state.Tensors[entry.Key]));

    /// <inheritdoc/>
    public override void to(Device device)
    {
        FirstMoment = FirstMoment.to(device, disposeAfter: true).DetachFromDisposeScope();
        SecondMoment = SecondMoment.to(device, disposeAfter: true).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
