using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>
/// Every matrix product of a forward pass, in the order in which the layers compute them, read off the modules themselves.
/// </summary>
public static class ForwardProducts
{
    /// <summary>The products of one sequence.</summary>
    /// <param name="model">The model; its weights are not touched, so that a model on the meta device will do.</param>
    /// <param name="tokens">Length of the sequence.</param>
    /// <returns>The list; attention is counted in full, since the mask saves no work.</returns>
    public static IReadOnlyList<ForwardProduct> Of(TransformerLm model, long tokens)
    {
        var names = model.named_modules().ToDictionary<(string name, nn.Module module), nn.Module, string>(
            entry => entry.module, entry => entry.name, ReferenceEqualityComparer.Instance);
        return
        [
            .. model.Layers.SelectMany(block => OfBlock(block)),
            Map(model.Head, ModelPart.Head),
        ];

        IEnumerable<ForwardProduct> OfBlock(TransformerBlock block) => [.. OfAttention(block.Attention), .. OfFeedForward(block.FeedForward)];

        IEnumerable<ForwardProduct> OfAttention(CausalSelfAttention attention) =>
        [
            Map(attention.Query, ModelPart.QkvProjections),
            Map(attention.Key, ModelPart.QkvProjections),
            Map(attention.Value, ModelPart.QkvProjections),
            new(names[attention], ModelPart.AttentionScores, attention.NHeads, tokens, attention.DHead, tokens),
            new(names[attention], ModelPart.WeightedValues, attention.NHeads, tokens, tokens, attention.DHead),
            Map(attention.Output, ModelPart.OutputProjection),
        ];

        IEnumerable<ForwardProduct> OfFeedForward(nn.Module network)
        {
            Linear[] maps = network switch
            {
                SwiGlu swiGlu => [swiGlu.Gate, swiGlu.Up, swiGlu.Down],
                SiluFeedForward silu => [silu.Up, silu.Down],
                _ => throw new NotSupportedException($"{names[network]}: the products of a {network.GetName()} are not known."),
            };
            return maps.Select(map => Map(map, ModelPart.FeedForward));
        }

        ForwardProduct Map(Linear map, ModelPart part) => new(names[map], part, 1, tokens, map.Weight.shape[1], map.Weight.shape[0]);
    }
}
