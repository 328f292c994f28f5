using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// A fixed dictionary of modules, registered under their keys as soon as it exists, in contrast to
/// <see cref="TorchSharp.Modules.ModuleDict{T}"/>, which registers nothing until it is a child itself, ignores later additions, and
/// throws on <c>.to(…)</c>.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class ModuleMap<T> : ModuleCollection, IReadOnlyDictionary<string, T>
    where T : nn.Module
{
    private readonly OrderedDictionary<string, T> items;

    /// <summary>Registers <paramref name="items"/> in their order, each under its key.</summary>
    /// <param name="items">The modules; the same one may appear under several keys.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or one of the modules is null.</exception>
    /// <exception cref="ArgumentException">A key is empty, holds a dot, or appears twice.</exception>
    public ModuleMap(IEnumerable<KeyValuePair<string, T>> items)
        : base(nameof(ModuleMap<>))
    {
        ArgumentNullException.ThrowIfNull(items);
        this.items = new(items);
        foreach (var (key, item) in this.items)
            Register(key, item);
    }

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => items.Keys;

    /// <inheritdoc/>
    public IEnumerable<T> Values => items.Values;

    /// <inheritdoc/>
    public T this[string key] => items[key];

    /// <summary>The dictionary itself where it is a <see cref="ModuleMap{T}"/>, else a new one of the same modules.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or one of the modules is null.</exception>
    /// <exception cref="ArgumentException">A key is empty or holds a dot.</exception>
    public static ModuleMap<T> Of(IReadOnlyDictionary<string, T> items) => items as ModuleMap<T> ?? new ModuleMap<T>(items);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => items.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => items.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
