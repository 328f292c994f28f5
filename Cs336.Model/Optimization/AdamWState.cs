using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>What <see cref="AdamW"/> remembers of one parameter: two moments of its shape, and how many steps it has taken.</summary>
internal sealed class AdamWState(Parameter parameter) : ParameterMemory(parameter)
{
    /// <summary>The running mean of the gradient.</summary>
    public Tensor FirstMoment { get; private set; } = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();

    /// <summary>The running mean of its square.</summary>
    public Tensor SecondMoment { get; private set; } = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>
    {
        ["first_moment"] = FirstMoment,
        ["second_moment"] = SecondMoment,
        ["step"] = base.Tensors["step"],
    };

    /// <inheritdoc/>
    public override void to(Device device)
    {
        FirstMoment = FirstMoment.to(device, disposeAfter: true).DetachFromDisposeScope();
        SecondMoment = SecondMoment.to(device, disposeAfter: true).DetachFromDisposeScope();
    }
}
