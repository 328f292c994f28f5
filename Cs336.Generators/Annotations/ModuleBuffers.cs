using System.ComponentModel;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>What <c>named_buffers</c> promises: TorchSharp's own leaves out non-persistent buffers whatever it is asked for.</summary>
/// <remarks>Called by generated code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModuleBuffers
{
    /// <summary>The buffers of a module, each once, under its first name.</summary>
    /// <param name="buffers">The module's own, each with whether it is persistent.</param>
    /// <param name="children">The module's children.</param>
    /// <param name="recurse">Whether to include those of the children.</param>
    /// <param name="includeNonPersistent">Whether to include buffers that are not saved.</param>
    public static IEnumerable<(string name, Tensor buffer)> Named(
        OrderedDict<string, (Tensor Tensor, bool Persistent)> buffers,
        IEnumerable<(string Name, nn.Module Module)> children,
        bool recurse,
        bool includeNonPersistent)
    {
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (name, (buffer, persistent)) in buffers)
            if ((persistent || includeNonPersistent) && !buffer.IsInvalid && seen.Add(buffer))
                yield return (name, buffer);

        if (!recurse)
            yield break;
        foreach (var (prefix, child) in children)
            foreach (var (name, buffer) in child.named_buffers(true, includeNonPersistent))
                if (seen.Add(buffer))
                    yield return ($"{prefix}.{name}", buffer);
    }
}
