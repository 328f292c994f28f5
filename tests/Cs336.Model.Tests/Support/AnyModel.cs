using Cs336.Model.Layers;

namespace Cs336.Model.Tests.Support;

/// <summary>A small model of any variant and any odd size, as its seed decides.</summary>
internal static class AnyModel
{
    public static TransformerLm Create(int seed)
    {
        var random = new Random(seed);
        T OneOf<T>() where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];
        var heads = random.Next(1, 4);
        return TinyModel.Create(seed, new()
        {
            VocabSize = random.Next(2, 40),
            ContextLength = random.Next(2, 14),
            DModel = heads * 2 * random.Next(1, 12),
            DFf = random.Next(1, 40),
            NLayers = random.Next(1, 4),
            NHeads = heads,
            Norm = OneOf<NormPlacement>(),
            Positions = OneOf<PositionEncoding>(),
            FeedForward = OneOf<FeedForwardKind>(),
            TiedHead = random.Next(2) == 0,
            RopeTheta = random.Next(2) == 0 ? 10_000 : 100,
        });
    }
}
