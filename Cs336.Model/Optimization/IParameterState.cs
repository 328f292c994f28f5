using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Model.Optimization;

/// <summary>An optimizer whose memory of each parameter can be saved and restored by name.</summary>
public interface IParameterState
{
    /// <summary>
    /// What is remembered of <paramref name="parameter"/>, by name: the tensors themselves, so that copying into them restores it.
    /// </summary>
    /// <param name="parameter">A parameter; nothing is remembered of one that is not the optimizer's.</param>
    IReadOnlyDictionary<string, Tensor> StateOf(Parameter parameter);
}
