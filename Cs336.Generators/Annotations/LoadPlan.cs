using TorchSharp;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>Which tensor of a dictionary goes into which of a module, decided in full before the first one is copied.</summary>
internal sealed class LoadPlan
{
    private readonly List<(Tensor Target, Tensor Source)> copies = [];
    private readonly List<string> missing = [];
    private readonly List<string> unusable = [];

    public LoadPlan(IEnumerable<NamedState> wanted, IReadOnlyDictionary<string, Tensor> source)
    {
        var known = new HashSet<string>();
        foreach (var tied in wanted.GroupBy(state => state.Tensor, ReferenceEqualityComparer.Instance))
        {
            known.UnionWith(tied.Select(state => state.Name));
            var found = tied.Where(state => source.ContainsKey(state.Name)).ToList();
            if (found.Count == 0)
                missing.Add(string.Join(" = ", tied.Select(state => state.Name)));
            var usable = found.Where(state => IsUsable(state, source[state.Name])).ToList();
            if (usable.Count > 0)
                PlanCopy(usable, source);
        }

        Mismatch = new(missing, [.. source.Keys.Where(name => !known.Contains(name))], unusable);
    }

    public StateMismatch Mismatch { get; }

    public void Execute()
    {
        using var unrecorded = no_grad();
        foreach (var (target, source) in copies)
            target.copy_(source);
    }

    // A copy would broadcast another shape, and do nothing where either side is on the meta device.
    private bool IsUsable(NamedState state, Tensor source)
    {
        if (source.IsInvalid)
            return Refuse(state, "was disposed");
        if (source.device_type == DeviceType.META)
            return Refuse(state, "holds no data: it is on the meta device");
        if (state.Tensor.device_type == DeviceType.META)
            return Refuse(state, "has nowhere to go: the module is on the meta device");
        if (!source.shape.AsSpan().SequenceEqual(state.Tensor.shape))
        {
            var declared = state.Entry.Shape.Count == 0 ? "" : $" (declared [{string.Join(", ", state.Entry.Shape)}])";
            return Refuse(state, $"has shape {ShapeOf(source)}, expected {ShapeOf(state.Tensor)}{declared}");
        }
        return true;
    }

    private bool Refuse(NamedState state, string reason)
    {
        unusable.Add($"{state.Name} {reason}");
        return false;
    }

    private void PlanCopy(List<NamedState> usable, IReadOnlyDictionary<string, Tensor> source)
    {
        var first = source[usable[0].Name];
        foreach (var other in usable.Skip(1))
            if (!SameValues(first, source[other.Name]))
                Refuse(other, $"is tied to {usable[0].Name} in the module but differs from it here");
        copies.Add((usable[0].Tensor, first));
    }

    private static bool SameValues(Tensor left, Tensor right)
    {
        if (ReferenceEquals(left, right))
            return true;
        using var temporaries = NewDisposeScope();
        right = right.to(left.dtype, left.device);
        var bothNaN = left.ne(left).logical_and(right.ne(right));
        return left.eq(right).logical_or(bothNaN).all().item<bool>();
    }

    private static string ShapeOf(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
