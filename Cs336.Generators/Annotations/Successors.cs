using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// Where the tensors of declared layers went: <c>.to(…)</c> disposes a tensor that it converts or moves and leaves a forwarding address
/// behind, so that a reference held elsewhere (by an optimizer, a list, a tied layer) can be followed.
/// </summary>
/// <remarks>TorchSharp's own layers leave none.</remarks>
public static class Successors
{
    private static readonly ConditionalWeakTable<Tensor, Tensor> s_next = [];

    /// <summary>The tensor that stands today for <paramref name="tensor"/>: itself where no declared layer has moved it.</summary>
    /// <typeparam name="T">Tensor or Parameter; a parameter's successors are parameters.</typeparam>
    /// <param name="tensor">A tensor of a declared layer, disposed or not.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    public static T LatestOf<T>(T tensor)
        where T : Tensor
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Tensor latest = tensor;
        while (s_next.TryGetValue(latest, out var next))
            latest = next;
        return (T)latest;
    }

    internal static void Add(Tensor old, Tensor moved) => s_next.Add(old, moved);
}
