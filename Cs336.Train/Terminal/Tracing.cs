using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Train.Terminal;

/// <summary>The option <c>--trace-shapes</c> of the commands that call a model.</summary>
internal static class Tracing
{
    /// <summary>Shows the shapes of the model's next call on standard error, where that is wanted.</summary>
    public static void Follow(nn.Module model, bool wanted)
    {
        if (wanted)
            ShapeTrace.Once(model, line => Console.Error.WriteLine(line));
    }
}
