using static TorchSharp.torch;

namespace Cs336.Model.Layers;

/// <summary>Shows what shapes go through a model, to debug a layer by, as the assignment advises.</summary>
public static class ShapeTrace
{
    /// <summary>
    /// Prints a line for every module the first time that it is called: its path as in state names, its type, the shapes of its inputs
    /// and of its output. A module prints when it is done, so that what comes last before an error is the last that worked. Afterwards
    /// nothing of this is left in the model.
    /// </summary>
    /// <param name="model">The tree to follow; the root is called by its type.</param>
    /// <param name="print">Takes each line.</param>
    public static void Once(nn.Module model, Action<string> print)
    {
        var modules = model.named_modules().Where(entry => entry.name.Length > 0).Prepend((name: "model", module: model)).ToList();
        var nameWidth = modules.Max(entry => entry.name.Length);
        var typeWidth = modules.Max(entry => entry.module.GetName().Length);
        foreach (var (name, module) in modules)
            Follow(module, $"{name.PadRight(nameWidth)}  {module.GetName().PadRight(typeWidth)}", print);
    }

    private static void Follow(nn.Module module, string label, Action<string> print)
    {
        // A hook that removes itself costs later calls nothing.
        switch (module)
        {
            case nn.Module<Tensor, Tensor> ofOne:
                nn.Module<Tensor, Tensor>.HookRemover hook = null!;
                hook = ofOne.register_forward_hook((_, x, y) =>
                {
                    hook.remove();
                    print($"{label}  {Shape(x)} → {Shape(y)}");
                    return y;
                });
                break;
            case nn.Module<Tensor, Tensor?, Tensor> ofTwo:
                nn.Module<Tensor, Tensor?, Tensor>.HookRemover hookOfTwo = null!;
                hookOfTwo = ofTwo.register_forward_hook((_, x, second, y) =>
                {
                    hookOfTwo.remove();
                    print($"{label}  {Shape(x)}{(second is null ? "" : $", {Shape(second)}")} → {Shape(y)}");
                    return y;
                });
                break;
        }
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
