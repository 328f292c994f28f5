using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// One line of a layer's state table: what a declared member is, what it is called in every dialect, its symbolic shape, and how
/// to read it. Names, shape checks, counts and exports are all derived from these.
/// </summary>
public sealed class StateEntry
{
    private readonly Func<nn.Module, object?> read;
    private readonly (Dialect Dialect, string Name)[] aliases;

    private StateEntry(
        StateKind kind, string name, IReadOnlyList<string> shape, Func<nn.Module, object?> read, (Dialect, string)[] aliases)
    {
        Kind = kind;
        Name = name;
        Shape = shape;
        this.read = read;
        this.aliases = aliases;
    }

    /// <summary>The role of the member.</summary>
    public StateKind Kind { get; }

    /// <summary>The native name, relative to the declaring module. Holds no dot.</summary>
    public string Name { get; }

    /// <summary>The declared shape, outermost dimension first: symbols and literal sizes. Empty for a scalar and for a child.</summary>
    public IReadOnlyList<string> Shape { get; }

    /// <summary>The entry of a learnable tensor.</summary>
    /// <typeparam name="TModule">The declaring module.</typeparam>
    /// <param name="name">The native name.</param>
    /// <param name="shape">The declared shape.</param>
    /// <param name="read">Reads the member of an instance.</param>
    /// <param name="aliases">Names in other dialects, where they differ.</param>
    public static StateEntry Parameter<TModule>(
        string name, IReadOnlyList<string> shape, Func<TModule, Parameter?> read, params (Dialect, string)[] aliases)
        where TModule : nn.Module =>
        new(StateKind.Parameter, name, shape, module => read((TModule)module), aliases);

    /// <summary>The entry of a tensor that is not learned.</summary>
    /// <typeparam name="TModule">The declaring module.</typeparam>
    /// <param name="name">The native name.</param>
    /// <param name="shape">The declared shape.</param>
    /// <param name="read">Reads the member of an instance.</param>
    /// <param name="persistent">Whether the tensor is saved and loaded.</param>
    /// <param name="aliases">Names in other dialects, where they differ.</param>
    public static StateEntry Buffer<TModule>(
        string name, IReadOnlyList<string> shape, Func<TModule, Tensor?> read, bool persistent, params (Dialect, string)[] aliases)
        where TModule : nn.Module =>
        new(persistent ? StateKind.Buffer : StateKind.NonPersistentBuffer, name, shape, module => read((TModule)module), aliases);

    /// <summary>The entry of a child.</summary>
    /// <typeparam name="TModule">The declaring module.</typeparam>
    /// <param name="name">The native name.</param>
    /// <param name="read">Reads the member of an instance.</param>
    /// <param name="aliases">Names in other dialects, where they differ.</param>
    public static StateEntry Submodule<TModule>(string name, Func<TModule, nn.Module?> read, params (Dialect, string)[] aliases)
        where TModule : nn.Module =>
        new(StateKind.Submodule, name, [], module => read((TModule)module), aliases);

    /// <summary>The name in <paramref name="dialect"/>, relative to the declaring module; the native one where none is given.</summary>
    public string NameIn(Dialect dialect)
    {
        foreach (var alias in aliases)
            if (alias.Dialect == dialect)
                return alias.Name;
        return Name;
    }

    /// <summary>The tensor that <paramref name="module"/> holds in this member, or null where it holds none.</summary>
    /// <param name="module">An instance of the declaring module.</param>
    /// <exception cref="InvalidCastException"><paramref name="module"/> is of another type.</exception>
    public Tensor? TensorOf(nn.Module module) => read(module) as Tensor;

    /// <summary>The child that <paramref name="module"/> holds in this member, or null where it holds none.</summary>
    /// <param name="module">An instance of the declaring module.</param>
    /// <exception cref="InvalidCastException"><paramref name="module"/> is of another type.</exception>
    public nn.Module? ChildOf(nn.Module module) => read(module) as nn.Module;

    /// <summary>Kind, name and shape, as in <c>Parameter weight [d_out, d_in]</c>.</summary>
    public override string ToString() =>
        Kind == StateKind.Submodule ? $"{Kind} {Name}" : $"{Kind} {Name} [{string.Join(", ", Shape)}]";
}
