using TorchSharp;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>A fixed collection of modules, registered as soon as it exists. The base of <see cref="ModuleArray{T}"/> and <see cref="ModuleMap{T}"/>.</summary>
public abstract class ModuleCollection : nn.Module, IStateModule
{
    private readonly List<StateEntry> entries = [];

    private protected ModuleCollection(string name)
        : base(name)
    {
    }

    IReadOnlyList<StateEntry> IStateModule.DeclaredState => entries;

    /// <inheritdoc/>
    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
        ModuleBuffers.Named(_internal_buffers, named_children(), recurse, include_nonpersistent);

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        // TorchSharp skips a module that it believes to be on the device already, whatever its children were made on.
        _deviceIndex = int.MinValue;
        return base._to(deviceType, deviceIndex, non_blocking);
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        new StateMove(dtype, device, non_blocking).ChildrenOf(this);
        if (device is not null)
            (_deviceType, _deviceIndex) = (device.type, device.index);
    }

    private protected void Register(string name, nn.Module item)
    {
        ArgumentNullException.ThrowIfNull(item, "items");
        register_module(name, item);
        entries.Add(StateEntry.Submodule(name, (ModuleCollection _) => item));
    }
}
