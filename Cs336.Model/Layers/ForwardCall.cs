using static TorchSharp.torch;

namespace Cs336.Model.Layers;

/// <summary>A call of a module within a forward pass.</summary>
/// <param name="Name">Its path as in state names; the root is called <c>model</c>.</param>
/// <param name="Module">The module.</param>
/// <param name="Input">What it was called with.</param>
/// <param name="Second">A second argument, where there was one.</param>
/// <param name="Output">What came out.</param>
public sealed record ForwardCall(string Name, nn.Module Module, Tensor Input, Tensor? Second, Tensor Output)
{
    /// <summary>
    /// Shows every module's next call, when it is done, so that what comes last before an error is the last that worked. Afterwards
    /// nothing of this is left in the model.
    /// </summary>
    /// <param name="model">The tree to follow.</param>
    /// <param name="show">Takes each call; the tensors belong to the model.</param>
    public static void FollowNext(nn.Module model, Action<ForwardCall> show)
    {
        foreach (var (name, module) in Named(model))
            Follow(name, module, show);
    }

    /// <summary>Every module of a tree with its path, the root first.</summary>
    public static IEnumerable<(string Name, nn.Module Module)> Named(nn.Module model) =>
        model.named_modules().Where(entry => entry.name.Length > 0).Prepend((name: "model", module: model));

    private static void Follow(string name, nn.Module module, Action<ForwardCall> show)
    {
        // A hook that removes itself costs later calls nothing.
        switch (module)
        {
            case nn.Module<Tensor, Tensor> ofOne:
                nn.Module<Tensor, Tensor>.HookRemover hook = null!;
                hook = ofOne.register_forward_hook((_, x, y) =>
                {
                    hook.remove();
                    show(new(name, module, x, null, y));
                    return y;
                });
                break;
            case nn.Module<Tensor, Tensor?, Tensor> ofTwo:
                nn.Module<Tensor, Tensor?, Tensor>.HookRemover hookOfTwo = null!;
                hookOfTwo = ofTwo.register_forward_hook((_, x, second, y) =>
                {
                    hookOfTwo.remove();
                    show(new(name, module, x, second, y));
                    return y;
                });
                break;
        }
    }
}
