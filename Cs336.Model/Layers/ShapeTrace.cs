using static TorchSharp.torch;

namespace Cs336.Model.Layers;

/// <summary>Shows what shapes go through a model, to debug a layer by, as the assignment advises.</summary>
public static class ShapeTrace
{
    /// <summary>
    /// Prints a line for every module the first time that it is called: its path as in state names, its type, the shapes of its inputs
    /// and of its output.
    /// </summary>
    /// <param name="model">The tree to follow; the root is called by its type.</param>
    /// <param name="print">Takes each line.</param>
    public static void Once(nn.Module model, Action<string> print)
    {
        var modules = ForwardCall.Named(model).ToList();
        var nameWidth = modules.Max(entry => entry.Name.Length);
        var typeWidth = modules.Max(entry => entry.Module.GetName().Length);
        ForwardCall.FollowNext(model, call => print(
            $"{call.Name.PadRight(nameWidth)}  {call.Module.GetName().PadRight(typeWidth)}  "
            + $"{Shape(call.Input)}{(call.Second is null ? "" : $", {Shape(call.Second)}")} → {Shape(call.Output)}"));
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
