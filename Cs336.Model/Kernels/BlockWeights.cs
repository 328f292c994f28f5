using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Kernels;

/// <summary>The numbers of one block and of its part of a cache, in place.</summary>
internal sealed class BlockWeights : IDisposable
{
    private readonly List<FloatMemory> owned = [];

    public BlockWeights(TransformerBlock block, Tensor keys, Tensor values)
    {
        var attention = block.Attention;
        Projections = [Own(attention.Query.Weight), Own(attention.Key.Weight), Own(attention.Value.Weight)];
        Output = [Own(attention.Output.Weight)];
        (Expansion, Down) = block.FeedForward switch
        {
            SwiGlu gated => (new[] { Own(gated.Gate.Weight), Own(gated.Up.Weight) }, new[] { Own(gated.Down.Weight) }),
            SiluFeedForward plain => ([Own(plain.Up.Weight)], [Own(plain.Down.Weight)]),
            var other => throw new ArgumentException($"Kernel: there is none for a feed-forward network of type {other.GetType().Name}."),
        };
        if (block.AttentionNorm is { } first && block.FeedForwardNorm is { } second)
            (AttentionGain, FeedForwardGain) = (Own(first.Weight), Own(second.Weight));
        if (attention.Rope is { } rope)
            (Cosine, Sine) = (Own(rope.Cosine), Own(rope.Sine));
        (Keys, Values) = (Own(keys), Own(values));
    }

    /// <summary>Query, key, value.</summary>
    public FloatMemory[] Projections { get; }

    public FloatMemory[] Output { get; }

    /// <summary>Gate and up, or up alone.</summary>
    public FloatMemory[] Expansion { get; }

    public FloatMemory[] Down { get; }

    public FloatMemory? AttentionGain { get; }

    public FloatMemory? FeedForwardGain { get; }

    public FloatMemory? Cosine { get; }

    public FloatMemory? Sine { get; }

    /// <summary><c>[rows, n_heads, d_head, context]</c></summary>
    public FloatMemory Keys { get; }

    /// <summary><c>[rows, n_heads, context, d_head]</c></summary>
    public FloatMemory Values { get; }

    /// <summary>Whether the numbers of a block can be read in place, and are multiplied as they are.</summary>
    public static bool Fit(TransformerBlock block) =>
        block.parameters().All(FloatMemory.Fits) && block.modules().OfType<Linear>().All(linear => linear.ProductType is null);

    public void Dispose() => owned.ForEach(memory => memory.Dispose());

    private FloatMemory Own(Tensor tensor)
    {
        var memory = new FloatMemory(tensor);
        owned.Add(memory);
        return memory;
    }
}
