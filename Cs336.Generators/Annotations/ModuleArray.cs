using System.Collections;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// A fixed list of modules, registered under their index as soon as it exists, in contrast to
/// <see cref="TorchSharp.Modules.ModuleList{T}"/>, which registers nothing until it is a child itself and ignores later additions.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class ModuleArray<T> : ModuleCollection, IReadOnlyList<T>
    where T : nn.Module
{
    private readonly T[] items;

    /// <summary>Registers <paramref name="items"/> as <c>0</c>, <c>1</c>, ….</summary>
    /// <param name="items">The modules; the same one may appear more than once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or one of them is null.</exception>
    public ModuleArray(IEnumerable<T> items)
        : base(nameof(ModuleArray<>))
    {
        ArgumentNullException.ThrowIfNull(items);
        this.items = [.. items];
        for (var i = 0; i < this.items.Length; i++)
            Register($"{i}", this.items[i]);
    }

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <summary>The list itself where it is a <see cref="ModuleArray{T}"/>, else a new one of the same modules.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or one of them is null.</exception>
    public static ModuleArray<T> Of(IReadOnlyList<T> items) => items as ModuleArray<T> ?? new ModuleArray<T>(items);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
