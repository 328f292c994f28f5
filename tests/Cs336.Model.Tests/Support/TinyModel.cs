using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Support;

/// <summary>The smallest model that has everything: two blocks of two heads.</summary>
internal static class TinyModel
{
    public static ModelConfig Config { get; } =
        new() { VocabSize = 11, ContextLength = 8, DModel = 8, DFf = 12, NLayers = 2, NHeads = 2 };

    public static TransformerLm Create(long seed = 1, ModelConfig? config = null)
    {
        manual_seed(seed);
        return new(config ?? Config);
    }
}
