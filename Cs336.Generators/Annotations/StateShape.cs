using System.ComponentModel;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// Sees that a tensor has the declared shape before it becomes state: the declared number of dimensions, literal sizes, and one size
/// for each symbol within a module, base layers included.
/// </summary>
/// <remarks>Called by generated code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StateShape
{
    /// <summary>Compares <paramref name="value"/> with the declaration and with what <paramref name="module"/> holds already.</summary>
    /// <typeparam name="TModule">The declaring module.</typeparam>
    /// <param name="module">The instance under construction.</param>
    /// <param name="name">The native name of the member.</param>
    /// <param name="value">What is about to be assigned.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">The shape is another one; the message names member, dimension, expected and found.</exception>
    public static void Check<TModule>(TModule module, string name, Tensor value)
        where TModule : nn.Module, IStateModule
    {
        ArgumentNullException.ThrowIfNull(value, name);
        var entries = module.DeclaredState;
        var declared = EntryOf(entries, name).Shape;
        var found = value.shape;
        if (found.Length != declared.Count)
            throw Misfit(module, name, $"expected the dimensions [{string.Join(", ", declared)}]; found [{string.Join(", ", found)}]");

        for (var i = 0; i < found.Length; i++)
        {
            var dimension = declared[i];
            var (expected, origin) =
                long.TryParse(dimension, out var literal) ? (literal, null)
                : SizeOf(dimension, declared, found, i) is { } sameTensor ? (sameTensor, name)
                : SizeIn(module, entries, dimension, except: name);
            if (expected is { } size && size != found[i])
            {
                var wanted = origin is null
                    ? $"{size} in dimension {i} of [{string.Join(", ", declared)}]"
                    : $"{dimension} = {size}, as in {origin}";
                throw Misfit(module, name, $"expected {wanted}; found {found[i]} in [{string.Join(", ", found)}]");
            }
        }
    }

    private static ArgumentException Misfit(nn.Module module, string name, string difference) =>
        new($"{module.GetName()}.{name}: {difference}.");

    private static StateEntry EntryOf(IReadOnlyList<StateEntry> entries, string name)
    {
        var i = 0;
        while (entries[i].Name != name)
            i++;
        return entries[i];
    }

    /// <summary>The size of <paramref name="symbol"/> in the other tensors that the module holds by now, and where.</summary>
    private static (long? Size, string? Origin) SizeIn(
        nn.Module module, IReadOnlyList<StateEntry> entries, string symbol, string except)
    {
        foreach (var entry in entries)
            if (entry.Name != except
                && entry.Shape.Contains(symbol)
                && entry.TensorOf(module) is { IsInvalid: false } tensor
                && SizeOf(symbol, entry.Shape, tensor.shape, entry.Shape.Count) is { } size)
                return (size, entry.Name);
        return (null, null);
    }

    /// <summary>The size of <paramref name="symbol"/> in the first <paramref name="count"/> dimensions, or null.</summary>
    private static long? SizeOf(string symbol, IReadOnlyList<string> declared, long[] shape, int count)
    {
        for (var i = 0; i < count; i++)
            if (declared[i] == symbol)
                return shape[i];
        return null;
    }
}
