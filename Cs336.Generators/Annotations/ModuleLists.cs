using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>
/// TorchSharp's own list registers what it holds once, when it becomes a child; what is added, replaced or removed later is neither
/// saved nor moved nor trained. Seen through a declared layer it registers what it holds now.
/// </summary>
/// <remarks>Called by generated code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModuleLists
{
    /// <summary>The list, with exactly its items of now registered, each under its index.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    [return: NotNullIfNotNull(nameof(list))]
    public static ModuleList<T>? UpToDate<T>(ModuleList<T>? list)
        where T : nn.Module
    {
        if (list is null || list.named_children().Select(child => child.module).SequenceEqual(list))
            return list;

        // TorchSharp takes null for a request to remove a child.
        foreach (var (name, _) in list.named_children().ToList())
            list.register_module(name, null!);
        for (var i = 0; i < list.Count; i++)
            list.register_module($"{i}", list[i]);
        return list;
    }
}
