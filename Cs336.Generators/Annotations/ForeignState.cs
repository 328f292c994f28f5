using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>The state table of a module that declares none, from what it registered; its shapes are the sizes of the tensors.</summary>
internal static class ForeignState
{
    public static IEnumerable<StateEntry> Of(nn.Module module)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
            yield return StateEntry.Parameter<nn.Module>(name, SizesOf(parameter), _ => parameter);
        foreach (var (name, buffer) in module.named_buffers(recurse: false, include_nonpersistent: false))
            yield return StateEntry.Buffer<nn.Module>(name, SizesOf(buffer), _ => buffer, persistent: true);
        foreach (var (name, child) in module.named_children())
            yield return StateEntry.Submodule<nn.Module>(name, _ => child);
    }

    private static string[] SizesOf(Tensor tensor) => [.. tensor.shape.Select(size => $"{size}")];
}
