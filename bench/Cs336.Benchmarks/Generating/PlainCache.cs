using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Benchmarks.Generating;

/// <summary>
/// What a TorchSharp user writes: the library's attention, norm-by-hand and linear functions on the same weights, with keys and values
/// of one sequence joined on to those before (nanoGPT's model with the usual <c>past_key_values</c>).
/// </summary>
internal sealed class PlainCache(TransformerLm model) : IDisposable
{
    private readonly List<(Tensor Keys, Tensor Values)> past = [];

    /// <summary>Logits after the last of the ids, which follow those given before, <c>[1, seq] → [1, vocab]</c>.</summary>
    public Tensor Extend(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var (heads, seq) = (model.Config.NHeads, ids.shape[1]);
        var start = past.Count == 0 ? 0 : past[0].Keys.shape[2];
        var x = model.TokenEmbeddings.Weight[ids];
        foreach (var (layer, block) in model.Layers.Index())
        {
            var attention = block.Attention;
            Tensor Heads(Tensor projected) => projected.view(1, seq, heads, -1).transpose(1, 2);
            var normed = Norm(x, block.AttentionNorm!);
            var queries = Rotate(Heads(nn.functional.linear(normed, attention.Query.Weight)), attention.Rope!, start);
            var keys = Rotate(Heads(nn.functional.linear(normed, attention.Key.Weight)), attention.Rope!, start);
            var values = Heads(nn.functional.linear(normed, attention.Value.Weight));
            if (start > 0)
            {
                keys = cat([past[layer].Keys, keys], 2);
                values = cat([past[layer].Values, values], 2);
            }
            Keep(layer, keys, values);
            var attended = nn.functional.scaled_dot_product_attention(queries, keys, values, is_casual: seq > 1);
            x = x + nn.functional.linear(attended.transpose(1, 2).reshape(1, seq, -1), attention.Output.Weight);
            var gated = (SwiGlu)block.FeedForward;
            normed = Norm(x, block.FeedForwardNorm!);
            var hidden = nn.functional.silu(nn.functional.linear(normed, gated.Gate.Weight)) * nn.functional.linear(normed, gated.Up.Weight);
            x = x + nn.functional.linear(hidden, gated.Down.Weight);
        }
        return nn.functional.linear(Norm(x.select(1, -1), model.FinalNorm!), model.Head.Weight).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (keys, values) in past)
        {
            keys.Dispose();
            values.Dispose();
        }
        past.Clear();
    }

    private void Keep(int layer, Tensor keys, Tensor values)
    {
        var kept = (keys.DetachFromDisposeScope(), values.DetachFromDisposeScope());
        if (layer == past.Count)
        {
            past.Add(kept);
            return;
        }
        past[layer].Keys.Dispose();
        past[layer].Values.Dispose();
        past[layer] = kept;
    }

    private Tensor Norm(Tensor x, RmsNorm norm) =>
        x * (x.square().mean([-1], keepdim: true) + model.Config.NormEpsilon).rsqrt() * norm.Weight;

    private static Tensor Rotate(Tensor x, RotaryEmbedding rope, long start)
    {
        var (cosine, sine) = (rope.Cosine.narrow(0, start, x.shape[2]), rope.Sine.narrow(0, start, x.shape[2]));
        var pairs = x.reshape([.. x.shape[..^1], -1, 2]);
        var (a, b) = (pairs.select(-1, 0), pairs.select(-1, 1));
        return stack([a * cosine - b * sine, a * sine + b * cosine], -1).flatten(-2);
    }
}
