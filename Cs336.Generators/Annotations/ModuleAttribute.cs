namespace Cs336.Annotations;

/// <summary>
/// Declares a layer: the generator writes the half of the class that registers, moves and names what its members marked
/// <see cref="ParameterAttribute"/>, <see cref="BufferAttribute"/> and <see cref="SubmoduleAttribute"/> hold.
/// </summary>
/// <remarks>
/// The class is <c>partial</c> and derives from <see cref="TorchSharp.torch.nn.Module"/> or from another declared layer.
/// Its other fields, tensors among them, are never state: no <c>state_dict</c> names them and no <c>.to()</c> moves them. Those that
/// hold a tensor or module on purpose are marked <see cref="NotStateAttribute"/>; of the rest the analyzer warns.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModuleAttribute : Attribute;
