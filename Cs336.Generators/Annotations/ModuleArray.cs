using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// A fixed list of modules, registered under their index as soon as it exists, in contrast to
/// <see cref="TorchSharp.Modules.ModuleList{T}"/>, which registers nothing until it is a child itself and ignores later additions.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class ModuleArray<T> : nn.Module, IReadOnlyList<T>, IStateModule
    where T : nn.Module
{
    private readonly T[] items;
    private readonly StateEntry[] entries;

    /// <summary>Registers <paramref name="items"/> as <c>0</c>, <c>1</c>, ….</summary>
    /// <param name="items">The modules; the same one may appear more than once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or one of them is null.</exception>
    public ModuleArray(IEnumerable<T> items)
        : base(nameof(ModuleArray<>))
    {
        ArgumentNullException.ThrowIfNull(items);
        this.items = [.. items];
        entries = new StateEntry[this.items.Length];
        for (var i = 0; i < this.items.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(this.items[i], nameof(items));
            var index = i;
            register_module($"{index}", this.items[index]);
            entries[index] = StateEntry.Submodule($"{index}", (ModuleArray<T> list) => list.items[index]);
        }
    }

    /// <inheritdoc/>
    public int Count => items.Length;

    IReadOnlyList<StateEntry> IStateModule.DeclaredState => entries;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <summary>The list itself where it is a <see cref="ModuleArray{T}"/>, else a new one of the same modules.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or one of them is null.</exception>
    public static ModuleArray<T> Of(IReadOnlyList<T> items) => items as ModuleArray<T> ?? new ModuleArray<T>(items);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

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
}
