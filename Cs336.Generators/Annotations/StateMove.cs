using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// One <c>.to(…)</c> as it passes through a tree of modules. A moved tensor is replaced and the old one disposed, as TorchSharp does;
/// a forwarding address stays behind (see <see cref="Successors"/>), so that whoever is tied to the old tensor ends up with the same
/// new one.
/// </summary>
/// <param name="dtype">The element type for floating-point and complex tensors, or null to keep theirs.</param>
/// <param name="device">The device, or null to stay. A CUDA device without index accepts any CUDA device.</param>
/// <param name="nonBlocking">Whether the copy may run asynchronously with respect to the host.</param>
/// <remarks>Called by generated code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StateMove(ScalarType? dtype, Device? device, bool nonBlocking)
{
    /// <summary>The parameter in its new place with its gradient, or the same one where it is there already.</summary>
    [return: NotNullIfNotNull(nameof(parameter))]
    public Parameter? Of(Parameter? parameter)
    {
        if (parameter is null)
            return null;
        var current = Successors.LatestOf(parameter);
        var (targetType, targetDevice) = TargetOf(current, followsDType: true);
        if (IsAt(current, targetType, targetDevice))
            return current;

        using var temporaries = NewDisposeScope();
        using var unrecorded = no_grad();
        var moved = new Parameter(current.to(targetType, targetDevice, non_blocking: nonBlocking), current.requires_grad);
        if (current.grad is { } gradient)
            moved.grad = gradient.to(targetType, targetDevice, non_blocking: nonBlocking);
        Replace(current, moved);
        return moved;
    }

    /// <summary>The buffer in its new place, or the same one where it is there already.</summary>
    [return: NotNullIfNotNull(nameof(buffer))]
    public Tensor? Of(Tensor? buffer, bool followsDType)
    {
        if (buffer is null)
            return null;
        var current = Successors.LatestOf(buffer);
        var (targetType, targetDevice) = TargetOf(current, followsDType);
        if (IsAt(current, targetType, targetDevice))
            return current;

        using var unrecorded = no_grad();
        var moved = current.to(targetType, targetDevice, non_blocking: nonBlocking);
        Replace(current, moved);
        return moved;
    }

    /// <summary>Moves the children of <paramref name="module"/>.</summary>
    public void ChildrenOf(nn.Module module)
    {
        foreach (var (_, child) in module.named_children())
        {
            if (device is null)
                child.to(dtype!.Value, nonBlocking);
            else if (dtype is null)
                child.to(device, nonBlocking);
            else
                child.to(device, dtype.Value, nonBlocking);

            // A TorchSharp container that believes to be there already does not pass the call on.
            if (child is not IStateModule)
                ChildrenOf(child);
        }
    }

    private (ScalarType, Device) TargetOf(Tensor tensor, bool followsDType) =>
        (followsDType && dtype is { } wanted && (tensor.is_floating_point() || tensor.is_complex()) ? wanted : tensor.dtype,
            device ?? tensor.device);

    private static bool IsAt(Tensor tensor, ScalarType dtype, Device device) =>
        tensor.dtype == dtype
        && tensor.device_type == device.type
        && (device.type != DeviceType.CUDA || device.index < 0 || tensor.device_index == device.index);

    private static void Replace(Tensor old, Tensor moved)
    {
        moved.DetachFromDisposeScope();
        Successors.Add(old, moved);
        old.Dispose();
    }
}
