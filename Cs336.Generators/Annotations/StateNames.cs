using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>The state of a tree of modules by name, in any dialect: what is saved, loaded, counted and exported.</summary>
/// <remarks>Modules of TorchSharp itself may stand anywhere in the tree; their names are the same in every dialect.</remarks>
public static class StateNames
{
    /// <summary>
    /// Every parameter and persistent buffer of the tree in the order of declaration. A tied tensor appears under each of its names.
    /// </summary>
    /// <param name="module">The root; its own name is not part of the path.</param>
    /// <param name="dialect">The naming scheme.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// While enumerating: two members have the same full name in <paramref name="dialect"/>.
    /// </exception>
    public static IEnumerable<NamedState> Walk(nn.Module module, Dialect dialect = Dialect.Native)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Unambiguous(Walk(module, dialect, prefix: ""), module, dialect);
    }

    /// <summary>The state to save: every parameter and persistent buffer, a tied tensor once, under the first of its names.</summary>
    /// <param name="module">The root.</param>
    /// <param name="dialect">The naming scheme.</param>
    /// <returns>The module's own tensors, not copies, in the order of declaration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Two members have the same full name in <paramref name="dialect"/>.</exception>
    public static IReadOnlyDictionary<string, Tensor> Collect(nn.Module module, Dialect dialect = Dialect.Native)
    {
        var collected = new OrderedDictionary<string, Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (name, _, tensor) in Walk(module, dialect))
            if (seen.Add(tensor))
                collected.Add(name, tensor);
        return collected;
    }

    /// <summary>
    /// Copies <paramref name="source"/> into the module, converting to the device and element type of each of its tensors. A tied
    /// tensor may come under any of its names; under several, the values must be equal.
    /// </summary>
    /// <param name="module">The root.</param>
    /// <param name="source">Exactly the state of the module, by name.</param>
    /// <param name="dialect">The naming scheme of <paramref name="source"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> or <paramref name="source"/> is null.</exception>
    /// <exception cref="StateMismatchException">
    /// Entries are missing, unexpected, of another shape, without data, or tied here and different there. Every one of them is listed
    /// and the module is unchanged.
    /// </exception>
    /// <exception cref="InvalidOperationException">Two members have the same full name in <paramref name="dialect"/>.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> source, Dialect dialect = Dialect.Native)
    {
        ArgumentNullException.ThrowIfNull(source);
        var plan = new LoadPlan(Walk(module, dialect), source);
        if (!plan.Mismatch.IsEmpty)
            throw new StateMismatchException(plan.Mismatch, module.GetName());
        plan.Execute();
    }

    /// <summary>
    /// Copies what fits and skips the rest: for a checkpoint of another head, or of fewer layers. Of what is tied in the module and
    /// differs in <paramref name="source"/>, the first by declaration is copied.
    /// </summary>
    /// <param name="module">The root.</param>
    /// <param name="source">State by name.</param>
    /// <param name="dialect">The naming scheme of <paramref name="source"/>.</param>
    /// <returns>
    /// What was skipped: entries that the module kept as they were because none came, that it does not have, or that could not be
    /// copied.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> or <paramref name="source"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Two members have the same full name in <paramref name="dialect"/>.</exception>
    public static StateMismatch LoadMatching(
        nn.Module module, IReadOnlyDictionary<string, Tensor> source, Dialect dialect = Dialect.Native)
    {
        ArgumentNullException.ThrowIfNull(source);
        var plan = new LoadPlan(Walk(module, dialect), source);
        plan.Execute();
        return plan.Mismatch;
    }

    /// <summary>How <paramref name="source"/> differs from what <see cref="Load"/> would accept; nothing is loaded.</summary>
    /// <param name="module">The root.</param>
    /// <param name="source">State by name.</param>
    /// <param name="dialect">The naming scheme of <paramref name="source"/>.</param>
    public static StateMismatch Compare(nn.Module module, IReadOnlyDictionary<string, Tensor> source, Dialect dialect = Dialect.Native)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new LoadPlan(Walk(module, dialect), source).Mismatch;
    }

    /// <summary>The number of learnable scalars, those of a tied parameter once.</summary>
    /// <param name="module">The root.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    public static long CountParameters(nn.Module module) =>
        Walk(module)
            .Where(state => state.Entry.Kind == StateKind.Parameter)
            .Select(state => state.Tensor)
            .Distinct<Tensor>(ReferenceEqualityComparer.Instance)
            .Sum(parameter => parameter.numel());

    /// <summary>
    /// The tree of modules as text, one line for each module and tensor: names, shapes by dimension, element types and the number of
    /// learnable scalars. Neighbours that are alike are drawn once, <c>(0-11): 12 × Block</c>; a tied tensor says to which it is tied.
    /// </summary>
    /// <param name="module">The root.</param>
    /// <param name="dialect">The naming scheme.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    public static string Describe(nn.Module module, Dialect dialect = Dialect.Native)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new ModuleDescription(dialect).Of(module);
    }

    internal static IEnumerable<StateEntry> EntriesOf(nn.Module module) =>
        module is IStateModule declared ? declared.DeclaredState : ForeignState.Of(module);

    private static IEnumerable<NamedState> Unambiguous(IEnumerable<NamedState> states, nn.Module module, Dialect dialect)
    {
        var names = new HashSet<string>();
        foreach (var state in states)
        {
            if (!names.Add(state.Name))
                throw new InvalidOperationException(
                    $"Two members of {module.GetName()} are both named '{state.Name}' in the dialect {dialect}.");
            yield return state;
        }
    }

    private static IEnumerable<NamedState> Walk(nn.Module module, Dialect dialect, string prefix)
    {
        foreach (var entry in EntriesOf(module))
        {
            if (entry.Kind == StateKind.NonPersistentBuffer)
                continue;
            var name = prefix + entry.NameIn(dialect);
            if (entry.ChildOf(module) is { } child)
            {
                foreach (var state in Walk(child, dialect, name + "."))
                    yield return state;
            }
            else if (entry.TensorOf(module) is { } tensor)
            {
                yield return new(name, entry, tensor);
            }
        }
    }
}
